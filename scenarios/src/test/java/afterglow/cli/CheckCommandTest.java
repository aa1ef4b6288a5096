package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {

    private static final Path EXAMPLE = Path.of("src/test/examples/MyTimer.java");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldCheckSomeClausesOfTheStrategyOfTheReadme() throws Exception {
        Path jar = UserStrategy.jar(folder, EXAMPLE, "mine.MyTimer$Provider");

        ChildJvm.End end =
                launch("check", "--clause", "arms,thousand-lanes", "--classpath", jar.toString(), "my-timer");

        assertThat(end.status()).as(end.out() + "\n" + end.err()).isZero();
        assertThat(end.out()).contains("thousand-lanes", "my-timer: keeps its promises");
    }

    @Tag("whole")
    @Test
    void shouldCheckTheStrategyOfTheReadme() throws Exception {
        Path jar = UserStrategy.jar(folder, EXAMPLE, "mine.MyTimer$Provider");

        ChildJvm.End end = launch("check", "--classpath", jar.toString(), "my-timer");

        assertThat(end.status()).as(end.out() + "\n" + end.err()).isZero();
        assertThat(end.out())
                .contains("thousand-lanes", "accuracy", "retention of delivered")
                .contains("my-timer: keeps its promises");
    }

    @Test
    void shouldShowTheSameStrategyInTheReadme() throws IOException {
        Path readme = Path.of("../README.md");
        assumeTrue(Files.exists(readme) && Files.readString(readme).contains("class MyTimer"));

        assertThat(Files.readString(readme)).contains(Files.readString(EXAMPLE).strip());
    }

    @Test
    void shouldExitWithOneForAStrategyThatBreaksItsWord() throws Exception {
        Path source = folder.resolve("Hasty.java");
        Files.writeString(
                source,
                Files.readString(EXAMPLE)
                        .replace("MyTimer", "Hasty")
                        .replace("my-timer", "hasty")
                        .replace("nanos, TimeUnit", "nanos / 2, TimeUnit"));
        Path jar = UserStrategy.jar(folder, source, "mine.Hasty$Provider");

        ChildJvm.End end = launch("check", "--clause", "arms,never-early", "--classpath", jar.toString(), "hasty");
        assertThat(end.status()).isEqualTo(Cli.GATE_FAILED);
        assertThat(end.out())
                .contains("hasty: breaks never-early")
                .containsPattern("expiries early, by up to \\d+\\.\\d{3} ms")
                .contains("repeat: java -jar scenarios.jar check --clause never-early --seed 1 --classpath "
                        + jar.toAbsolutePath());

        end = launch("check", "--clause", "arms,once", "--seed", "7", "--classpath", jar.toString(), "hasty");
        assertThat(end.status()).as(end.out()).isZero();
        assertBadInput(run("check", "--clause", "nonsense", "reused"), "'nonsense'", "never-early");
    }

    @Tag("slow")
    @Test
    void shouldTryNothingMoreOfAStrategyThatHangs() throws Exception {
        Path source = folder.resolve("Hanging.java");
        Files.writeString(
                source,
                Files.readString(EXAMPLE)
                        .replace("MyTimer", "Hanging")
                        .replace("my-timer", "hanging")
                        .replace(
                                "scheduler.remove(task);",
                                "scheduler.remove(task); if (++n == 4000) sem.acquireUninterruptibly();")
                        .replace(
                                "private Runnable task",
                                "int n; Semaphore sem = new Semaphore(0); private Runnable task"));
        Path jar = UserStrategy.jar(folder, source, "mine.Hanging$Provider");

        ChildJvm.End end = launch("check", "--classpath", jar.toString(), "hanging");
        assertThat(end.status()).isEqualTo(Cli.GATE_FAILED);
        assertThat(end.out())
                .contains("hangs ", "because 'few-threads' is broken", "hanging: breaks few-threads")
                .doesNotContain("retention of delivered");
    }

    @Test
    void shouldSayInOneLineThatAProviderThrows() throws Exception {
        Path source = folder.resolve("Broken.java");
        Files.writeString(
                source,
                Files.readString(EXAMPLE)
                        .replace("MyTimer", "Broken")
                        .replace(
                                "return Descriptor.of(",
                                "if (true) throw new IllegalStateException(\"not today\");"
                                        + " return Descriptor.of("));
        Path jar = UserStrategy.jar(folder, source, "mine.Broken$Provider");

        assertBadInput(launch("check", "--classpath", jar.toString(), "my-timer"), "not today");
    }

    @Test
    void shouldSayInOneLineThatAStrategyCannotBeMade() throws Exception {
        Path source = folder.resolve("Broken.java");
        Files.writeString(
                source,
                Files.readString(EXAMPLE)
                        .replace("MyTimer", "Broken")
                        .replace("return new Broken();", "throw new IllegalStateException(\"no licence\");"));
        Path jar = UserStrategy.jar(folder, source, "mine.Broken$Provider");

        assertBadInput(launch("check", "--classpath", jar.toString(), "my-timer"), "'my-timer'", "no licence");
    }

    @Test
    void shouldNameWhatItDoesNotKnow() {
        assertBadInput(run("check", "reused", "nonsense"), "unknown strategy 'nonsense'", "scheduled-removed");
        assertBadInput(run("check", "--classpath", "not-there.jar", "reused"), "'not-there.jar'");
        assertBadInput(run("check"), "STRATEGY", "--help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldListEveryStrategy() {
        assertThat(run("list")).isZero();
        assertThat(out.toString().lines().findFirst())
                .hasValueSatisfying(
                        header -> assertThat(header).startsWith("strategy").contains("family", "JDK", "promises"));
        assertThat(out.toString().lines())
                .anySatisfy(line -> assertThat(line).startsWith("none ").contains("floor", "17", "admits lost"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("scheduled-abandoned").contains("retains"));
    }

    @Test
    void shouldListEveryStrategyForMachines() {
        assertThat(run("list", "--csv")).isZero();
        assertThat(out.toString().lines())
                .first()
                .isEqualTo("strategy,family,first_jdk,available,retention,faults,granularity_ms,summary");
        assertThat(out.toString().lines())
                .anySatisfy(line -> assertThat(line).startsWith("ticker,reused,17,true,clean,,2,"));
    }

    private void assertBadInput(int status, String... named) {
        assertThat(status).isEqualTo(Cli.BAD_INPUT);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains(named).doesNotContain("Exception");
        err.getBuffer().setLength(0);
    }

    private static void assertBadInput(ChildJvm.End end, String... named) {
        assertThat(end.status()).isEqualTo(Cli.BAD_INPUT);
        assertThat(end.err().lines()).hasSize(1);
        assertThat(end.err()).contains(named);
    }

    /**
     * In a JVM of its own, as a user does, here one whose language has decimal commas: jars of the user's need one more, whose
     * class path begins with them.
     */
    private static ChildJvm.End launch(String... args) throws IOException, InterruptedException {
        return new ChildJvm(
                        Jdk.current(),
                        List.of("-Duser.language=de"),
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        List.of(args))
                .run(Duration.ofMinutes(3));
    }

    private int run(String... args) {
        CommandLine line = Cli.of(new Main());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
