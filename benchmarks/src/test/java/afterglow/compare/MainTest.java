package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.cli.Cli;
import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the main job says to input that it cannot use: one line, exit 2, before anything is measured. */
class MainTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--strategies none,nix | unknown strategy 'nix'",
                "--subscribers 0 | --subscribers '0'",
                "--subscribers 100,many | 'many' is not an int",
                "--subscribers 99999999 | --subscribers '99999999'",
                "--generations 0 | --generations '0'",
                "--generations often | 'often' is not an int",
                "--points broadcast | 'broadcast' is not a point",
                "--points inflight:many | 'inflight:many' is not a point",
                "--points request:1000 | 'request:1000' is not a point",
                "--points arm:0 --subscribers 10 | --subscribers and --points",
                "--shard 1/2 | --shard needs",
                "--shard 1/2 --generations 2 | --shard needs --seed",
                "--shard 3/3 --generations 2 --seed 1 | --shard 3/3",
                "--baseline /no/such/run | --baseline",
                "--jdk /no/such/jdk | '/no/such/jdk'",
                "--quick --full | --quick and --full",
                "--colour | '--colour'",
                "--seed x | '--seed'",
                "--resume results --generations 3 | --generations: --resume takes the plan",
                "--resume /no/such/run | '/no/such/run' is not the folder of a run",
                "--classpath /no/such.jar | '/no/such.jar'",
            })
    void shouldRefuseInOneLine(String arguments, String said) {
        Answer answer = run(arguments.split(" "));
        assertThat(answer.status()).isEqualTo(Cli.BAD_INPUT);
        assertThat(answer.err().lines()).hasSize(1).first().asString().contains(said);
    }

    @Test
    void shouldRefuseAFolderThatHoldsSomething() throws IOException {
        Files.createFile(folder.resolve("kept.txt"));
        Answer answer = run("--out", folder.toString());
        assertThat(answer.status()).isEqualTo(Cli.BAD_INPUT);
        assertThat(answer.err()).contains(folder.toString(), "not an empty folder");
    }

    @Test
    void shouldRefuseAFolderThatCannotBeMade() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Answer answer = run("--out", file.resolve("run").toString());
        assertThat(answer.status()).isEqualTo(Cli.ENVIRONMENT);
        assertThat(answer.err().lines()).hasSize(1).first().asString().contains(file.toString());
    }

    @Test
    void shouldTakeJarsThatRegisterNothing() throws Exception {
        jar("one.jar", "readme.txt", "");
        jar("other.jar", "readme.txt", "");
        Answer answer = launch("--dry-run", "--classpath", folder + "/*", "--strategies", "none,netty-wheel");
        assertThat(answer).isEqualTo(new Answer(0, ""));
    }

    @Test
    void shouldRefuseAJarWhoseProviderCannotBeMade() throws Exception {
        Path jar = jar("broken.jar", "META-INF/services/afterglow.timeout.StrategyProvider", "no.such.Provider\n");
        Answer answer = launch("--classpath", jar.toString());
        assertThat(answer.status()).isEqualTo(Cli.BAD_INPUT);
        assertThat(answer.err().lines()).hasSize(1).first().asString().contains("no.such.Provider");
    }

    @Test
    void shouldMeasureNothingInADryRun() {
        Answer answer = run(
                "--dry-run",
                "--generations",
                "1",
                "--out",
                folder.resolve("run").toString());
        assertThat(answer.status()).isZero();
        assertThat(folder.resolve("run")).doesNotExist();
    }

    private Path jar(String name, String entry, String text) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(entry));
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return jar;
    }

    private record Answer(int status, String err) {}

    /** In a JVM of its own: jars of the user's need one more, whose class path begins with them. */
    private static Answer launch(String... arguments) throws IOException, InterruptedException {
        ChildJvm.End end = new ChildJvm(
                        Jdk.current(),
                        List.of(),
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        List.of(arguments))
                .run(Duration.ofMinutes(1));
        return new Answer(end.status(), end.err());
    }

    private static Answer run(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine line = Cli.of(new Main()).setErr(new PrintWriter(err, true));
        return new Answer(line.execute(arguments), err.toString());
    }
}
