package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.leak.Form;
import afterglow.leak.real.RealLibrary;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.watch.NettyVictim;
import afterglow.watch.TimerVictim;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a JVM of its own, which passes jcmd's commands on, against victims in JVMs of theirs. */
class WatchCommandTest {

    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final int TIMES = 5;
    /** Those of the victims, by turns. */
    private static final List<String> COLLECTORS =
            List.of("-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:+UseZGC", "-XX:+UseSerialGC");

    @TempDir
    Path folder;

    /** A JVM that arms timers until it is closed. */
    private record Victim(Process process, BufferedReader out) implements AutoCloseable {

        static Victim start(List<String> options, String... arguments) throws IOException {
            return start(Jdk.current(), options, arguments);
        }

        static Victim start(Jdk jdk, List<String> options, String... arguments) throws IOException {
            return of(command(jdk, options, arguments));
        }

        static List<String> command(Jdk jdk, List<String> options, String... arguments) {
            return new ChildJvm(jdk, options, CLASS_PATH, TimerVictim.class.getName(), List.of(arguments)).command();
        }

        static Victim of(List<String> command) throws IOException {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Victim victim = new Victim(process, process.inputReader());
            assertThat(victim.out().readLine()).isEqualTo("ready");
            return victim;
        }

        String pid() {
            return Long.toString(process.pid());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private ChildJvm tool(Victim victim, String... options) {
        List<String> arguments = new ArrayList<>(List.of("watch", "--csv", folder.toString()));
        arguments.addAll(List.of(options));
        arguments.add(victim.pid());
        return tool(arguments);
    }

    private ChildJvm tool(List<String> arguments) {
        List<String> jvm =
                List.of("--add-exports=jdk.attach/sun.tools.attach=ALL-UNNAMED", "-Djava.io.tmpdir=" + folder);
        return new ChildJvm(Jdk.current(), jvm, CLASS_PATH, Main.class.getName(), arguments);
    }

    private ChildJvm.End watch(Victim victim, String... options) throws Exception {
        return tool(victim, options).run(Duration.ofMinutes(3));
    }

    private Row only() throws IOException {
        List<Row> rows = Table.read(folder, Schema.WATCH);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    /** Starts the command, waits until it traces, and returns it. */
    private Process tracing(Victim victim) throws Exception {
        Process tool = new ProcessBuilder(tool(victim, "--seconds", "10").command())
                .redirectErrorStream(true)
                .start();
        String line = tool.inputReader().readLine();
        while (line != null && !line.startsWith("tracing")) {
            line = tool.inputReader().readLine();
        }
        assertThat(line).isNotNull();
        return tool;
    }

    @Test
    void shouldFindCancelledTasksAndTheLineThatArmsThem() throws Exception {
        try (Victim victim = Victim.start(List.of("-Xmx256m"), "cancelled", "1000", "600000")) {
            ChildJvm.End end = watch(victim, "--deadlines", "--seconds", "10");
            assertThat(end.status()).as(end.out() + end.err()).isEqualTo(Cli.GATE_FAILED);
            assertThat(only().text("verdict")).isEqualTo("piles up");
            assertThat(only().text("armed_at")).startsWith(TimerVictim.class.getName() + ".arm:");
            assertThat(victim.process().isAlive()).isTrue();
        }
    }

    /** Its sample is a real run's: whoever moves the line that arms records it anew. */
    @Test
    void shouldShowInTheReadmeTheLineThatArms() throws IOException {
        Path readme = Path.of("../README.md");
        List<String> victim = Files.readAllLines(Path.of("src/test/java/afterglow/watch/TimerVictim.java"));
        int line = IntStream.range(0, victim.size())
                .filter(i -> victim.get(i).contains("case \"leak\""))
                .findFirst()
                .orElseThrow();
        assertThat(readme).content().contains("100 % armed at " + TimerVictim.class.getName() + ".arm:" + (line + 1));
    }

    @Test
    void shouldSayInOneLineThatAJvmRefuses() throws Exception {
        try (Victim victim = Victim.start(List.of("-XX:+DisableAttachMechanism"), "nothing", "1", "1")) {
            ChildJvm.End end = watch(victim);
            assertThat(end.status()).isEqualTo(Cli.ENVIRONMENT);
            assertThat(end.err().lines()).hasSize(1).first().asString().contains("-XX:+DisableAttachMechanism");
            assertThat(victim.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldNotTouchTheJvmWhereItsRowsCannotBeWritten() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (Victim victim = Victim.start(List.of(), "nothing", "1", "1")) {
            ChildJvm.End end = tool(List.of("watch", "--csv", file.toString(), victim.pid()))
                    .run(Duration.ofMinutes(1));
            assertThat(end.status()).as(end.out() + end.err()).isEqualTo(Cli.BAD_INPUT);
            assertThat(end.err().lines()).hasSize(1).first().asString().contains(file.toString());
            assertThat(end.out()).isEmpty();
        }
    }

    @Test
    void shouldGoOnWithCountsWhereNoAgentMayBeLoaded() throws Exception {
        try (Victim victim = Victim.start(List.of("-XX:-EnableDynamicAgentLoading"), "leak", "1000", "86400000")) {
            ChildJvm.End end = watch(victim, "--deadlines", "--seconds", "10");
            assertThat(end.out())
                    .as(end.err())
                    .contains("deadlines stay unknown", "counts without a collection give the rates");
            assertThat(end.status()).as(end.out() + end.err()).isEqualTo(WatchCommand.CANNOT_TELL);
            assertThat(victim.process().isAlive()).isTrue();
        }
    }

    @Test
    void shouldNameWhatIsWrongWithAPid() throws Exception {
        Process sleeping = new ProcessBuilder("sleep", "120").start();
        try {
            ChildJvm.End end =
                    tool(List.of("watch", Long.toString(sleeping.pid()))).run(Duration.ofMinutes(1));
            assertThat(end.status()).isEqualTo(Cli.BAD_INPUT);
            assertThat(end.err()).contains("process " + sleeping.pid() + " is not a JVM");
            assertThat(sleeping.isAlive()).isTrue();
        } finally {
            sleeping.destroyForcibly().waitFor();
        }
        ChildJvm.End end = tool(List.of("watch", Long.toString(sleeping.pid()))).run(Duration.ofMinutes(1));
        assertThat(end.status()).isEqualTo(Cli.BAD_INPUT);
        assertThat(end.err()).contains("there is no process " + sleeping.pid());
    }

    @Test
    void shouldNotTouchAProcessOfAnotherUser() throws Exception {
        assumeThat(ProcessHandle.current().info().user())
                .as("only root may start it")
                .hasValue("root");
        Process other = new ProcessBuilder("setpriv", "--reuid=65534", "--clear-groups", "sleep", "120").start();
        try {
            // Until the program has become that user's.
            while (other.info().user().orElse("root").equals("root") && other.isAlive()) {
                Thread.sleep(50);
            }
            ChildJvm.End end =
                    tool(List.of("watch", Long.toString(other.pid()))).run(Duration.ofMinutes(1));
            assertThat(end.status()).as(end.err()).isEqualTo(Cli.ENVIRONMENT);
            assertThat(end.err()).contains("belongs to", "run this command as that user");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void shouldNotTellWhenTheJvmEndsMeanwhile() throws Exception {
        try (Victim victim = Victim.start(List.of(), "leak", "1000", "600000")) {
            Process tool = tracing(victim);
            victim.process().destroyForcibly();
            String rest = tool.inputReader().lines().collect(Collectors.joining("\n"));
            assertThat(tool.waitFor()).as(rest).isEqualTo(WatchCommand.CANNOT_TELL);
        }
    }

    @Test
    void shouldStopTheProfilerWhenInterrupted() throws Exception {
        try (Victim victim = Victim.start(List.of("-Xmx256m"), "leak", "1000", "600000")) {
            Process tool = tracing(victim);
            Thread.sleep(2_000);
            tool.toHandle().destroy();
            assertThat(tool.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(tool.inputReader().lines()).noneMatch(line -> line.contains("Exception"));
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("afterglow-watch"));
            }
            // A profiler that still ran would refuse to start again.
            ChildJvm.End again = watch(victim, "--seconds", "10");
            assertThat(again.out()).contains("tracing").doesNotContain("counts without a collection give the rates");
            assertThat(only().text("armed_at")).startsWith(TimerVictim.class.getName() + ".arm:");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "leak, 5000, 60000, 20, filling, 0",
        "leak, 1000, 2000, 10, level, 0",
        "leak, 1000, 86400000, 10, filling, 1",
        "cancelled, 1000, 600000, 10, piles up, 1",
        "listener, 2000, 1000, 10, piles up, 1",
        "timer, 2000, 60000, 10, filling, 0",
        "two, 1000, 86400000, 10, filling, 1",
        "idle, 4000, 600000, 20, filling, 0",
        "burst, 1000000, 600000, 10, burst, 0",
        "netty, 2000, 2000, 10, level, 0",
        "periodic, 2000, 1000, 10, burst, 0",
    })
    void shouldJudgeFiveTimesOfFive(
            String kind, String rate, String timeoutMillis, String seconds, String verdict, int status)
            throws Exception {
        for (int i = 0; i < TIMES; i++) {
            try (Victim victim = Victim.start(other(), options(i), kind, rate, timeoutMillis)) {
                Thread.sleep(5_000);
                ChildJvm.End end = watch(victim, "--deadlines", "--seconds", seconds, "--yes");
                assertThat(end.status()).as(end.out() + end.err()).isEqualTo(status);
                List<Row> rows = Table.read(folder, Schema.WATCH);
                assertThat(rows).hasSize(i + 1);
                assertThat(rows.get(i).text("verdict")).isEqualTo(verdict);
                if (kind.equals("leak") && seconds.equals("20")) {
                    assertThat(rows.get(i).number("level").orElseThrow()).isBetween(240_000.0, 360_000.0);
                }
            }
        }
    }

    /** The level and what is armed of a service that has filled: 5,000 a second for 60 s. */
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("slow")
    @RepeatedTest(TIMES)
    void shouldCallItLevelWhenFull(RepetitionInfo turn) throws Exception {
        List<String> options = options(turn.getCurrentRepetition());
        try (Victim victim = Victim.start(other(), options, "leak", "5000", "60000")) {
            Thread.sleep(80_000);
            assertThat(watch(victim, "--seconds", "20", "--yes").status()).isZero();
            assertThat(only().text("verdict")).isEqualTo("level");
            assertThat(only().number("stay_s").orElseThrow()).isBetween(48.0, 72.0);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Tag("slow")
    @RepeatedTest(TIMES)
    void shouldFindNothingInAServiceWithoutTimers(RepetitionInfo turn) throws Exception {
        List<String> options = options(turn.getCurrentRepetition());
        try (Victim victim = Victim.start(other(), options, "nothing", "1", "1")) {
            ChildJvm.End end = watch(victim, "--seconds", "10");
            assertThat(end.status()).isZero();
            assertThat(end.out()).contains("clean:");
        }
    }

    /** The operator arms deep inside the library; the line that is named is the service's. */
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("slow")
    @RepeatedTest(TIMES)
    void shouldNameTheLineOfTheServiceThatUsesRxJava() throws Exception {
        Optional<String> classPath = RealLibrary.named("real-rxjava")
                .orElseThrow()
                .classPath(Path.of("..").resolve(RealLibrary.FETCHED), Form.LEAKY);
        assumeThat(classPath).as(RealLibrary.FETCH).isPresent();
        Path source = Files.writeString(folder.resolve("RxVictim.java"), """
                import java.util.concurrent.TimeUnit;
                class RxVictim {
                    public static void main(String[] args) throws InterruptedException {
                        afterglow.jvm.ChildJvm.haltWithParent();
                        System.out.println("ready");
                        while (true) {
                            rx.Observable.just("reply").timeout(10, TimeUnit.MINUTES).subscribe();
                            Thread.sleep(1);
                        }
                    }
                }
                """);
        ChildJvm service =
                new ChildJvm(Jdk.current(), List.of("-Xmx256m"), classPath.get(), source.toString(), List.of());
        try (Victim victim = Victim.of(service.command())) {
            Thread.sleep(5_000);
            ChildJvm.End end = watch(victim, "--deadlines", "--seconds", "10");
            assertThat(end.status()).as(end.out() + end.err()).isEqualTo(Cli.GATE_FAILED);
            assertThat(only().text("verdict")).isEqualTo("piles up");
            assertThat(only().text("armed_at")).isEqualTo("RxVictim.main:7");
        }
    }

    /** A client in a JVM of its own keeps the server busy; the line that is named arms inside an event loop. */
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("slow")
    @RepeatedTest(TIMES)
    void shouldNameTheLineOfAServerThatIsUnderLoad() throws Exception {
        try (Victim server = Victim.of(netty("server"));
                Victim client = Victim.of(netty(server.out().readLine()))) {
            ChildJvm.End end = watch(server, "--seconds", "10");
            assertThat(end.status()).as(end.out() + end.err()).isEqualTo(WatchCommand.CANNOT_TELL);
            assertThat(only().text("class")).isEqualTo("io.netty.util.concurrent.ScheduledFutureTask");
            assertThat(only().text("verdict")).isEqualTo("filling");
            assertThat(only().text("armed_at")).startsWith(NettyVictim.class.getName() + "$Requests.armTimeout:");
            assertThat(client.process().isAlive()).isTrue();
        }
    }

    private static List<String> netty(String argument) {
        return new ChildJvm(other(), List.of("-Xmx256m"), CLASS_PATH, NettyVictim.class.getName(), List.of(argument))
                .command();
    }

    /** A second of a victim that counts: what it armed, and the longest time for which it did not run. */
    private record Second(double arms, double stopMillis) {

        static Second of(String line) {
            String[] cells = line.split(" ", 6);
            return new Second(Double.parseDouble(cells[0]), Double.parseDouble(cells[4]));
        }

        static double medianArms(List<Second> seconds) {
            return seconds.stream().mapToDouble(Second::arms).sorted().toArray()[seconds.size() / 2];
        }
    }

    /**
     * Prints what being watched costs a victim that arms 20,000 a second, and one that is asked for more than it can: its arms
     * before, meanwhile and after, as ratios in one run, and its longest stop. Asserts nothing of speed.
     */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"cancelled, 20000, 5000", "removed, 20000000, 60000"})
    void shouldPrintWhatBeingWatchedCosts(String kind, String rate, String timeoutMillis) throws Exception {
        Map<String, List<Second>> states = new LinkedHashMap<>();
        try (Victim victim = Victim.start(other(), List.of("-Xmx1g"), kind, rate, timeoutMillis, "counted")) {
            Process tool = null;
            for (int second = 0; second < 60; second++) {
                String state =
                        second < 5 ? "warming up" : tool == null ? "before" : tool.isAlive() ? "watched" : "after";
                Second seen = Second.of(victim.out().readLine());
                states.computeIfAbsent(state, key -> new ArrayList<>()).add(seen);
                if (second == 15) {
                    tool = new ProcessBuilder(
                                    tool(victim, "--seconds", "20", "--yes").command())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("tool.txt").toFile())
                            .start();
                }
            }
            assertThat(tool).isNotNull();
            assertThat(tool.waitFor()).isNotEqualTo(Cli.ENVIRONMENT);
            assertThat(victim.process().isAlive()).isTrue();
        }
        states.forEach((state, seconds) -> System.out.printf(
                "%s, %s: %.0f arms/s, %.2f of before, longest stop %.0f ms%n",
                kind,
                state,
                Second.medianArms(seconds),
                Second.medianArms(seconds) / Second.medianArms(states.get("before")),
                seconds.stream().mapToDouble(Second::stopMillis).max().orElseThrow()));
    }

    private static List<String> options(int turn) {
        return List.of(COLLECTORS.get(turn % COLLECTORS.size()), "-Xmx1g");
    }

    /** The JDK that AFTERGLOW_OTHER_JDK names, for victims that differ from the tool; this one if it names none. */
    private static Jdk other() {
        String home = System.getenv("AFTERGLOW_OTHER_JDK");
        return home == null ? Jdk.current() : Jdk.at(Path.of(home));
    }
}
