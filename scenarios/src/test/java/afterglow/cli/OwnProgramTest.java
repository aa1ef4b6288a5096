package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import com.acme.LoopbackClient;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code leak --program}, with programs that know nothing of ours. Each test has child JVMs of its own: two tests run at a time. */
@Execution(ExecutionMode.CONCURRENT)
class OwnProgramTest {

    @TempDir
    private Path folder;

    @Test
    void shouldFindNothingWrongWithCleanSends() throws Exception {
        ChildJvm.End end = leak("com.acme.CleanSends");
        assertThat(end.status()).as(end.out() + end.err()).isZero();
        assertThat(verdicts())
                .containsEntry("memory", "clean")
                .containsEntry("threads", "clean")
                .containsKeys("cpu", "crowd");
    }

    @Tag("whole")
    @Test
    void shouldTellWhatIsHeldForAWhile() throws Exception {
        ChildJvm.End end = leak("com.acme.RetainingSends", "--timeout", "40s");
        assertThat(end.status()).as(end.out() + end.err()).isEqualTo(Cli.GATE_FAILED);
        assertThat(verdicts()).containsEntry("memory", "retains").containsEntry("threads", "clean");
        assertThat(end.out())
                .contains("java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask")
                .contains("held by program: RetainingSends.scheduler -> ");
    }

    @Tag("whole")
    @Test
    void shouldTakeACacheForNoLeak() throws Exception {
        ChildJvm.End end = leak("com.acme.CachingSends", "--timeout", "1s", "--sends", "2000");
        assertThat(end.status()).as(end.out() + end.err()).isZero();
        assertThat(verdicts()).containsEntry("memory", "clean");
        assertThat(end.out()).contains("levels off: a cache of ");
    }

    @Tag("whole")
    @Test
    void shouldNotAskACrowdOfAProgramThatIsAlone() throws Exception {
        ChildJvm.End end = leak("com.acme.LoneSends");
        assertThat(end.status()).as(end.out() + end.err()).isZero();
        assertThat(verdicts()).containsEntry("memory", "clean").containsEntry("crowd", "unknown");
        assertThat(end.out()).contains("the port is taken");
    }

    @Test
    void shouldSayWhichSendFailed() throws Exception {
        ChildJvm.End end = leak("com.acme.FailingSends");
        assertThat(end.status()).isEqualTo(Cli.GATE_FAILED);
        assertThat(end.err().lines())
                .containsExactly("com.acme.FailingSends, asked about threads: send 3 threw"
                        + " java.lang.IllegalStateException: no broker");
    }

    @Tag("whole")
    @Test
    void shouldTellThreadsThatAreLeft() throws Exception {
        ChildJvm.End end = leak("com.acme.ThreadLeavingSends", "--timeout", "1s");
        assertThat(end.status()).as(end.out() + end.err()).isEqualTo(Cli.GATE_FAILED);
        assertThat(verdicts())
                .containsEntry("memory", "leaks")
                .containsEntry("threads", "threads")
                .doesNotContainKey("crowd");
        assertThat(end.out()).contains("1.00 threads 'forgotten' for each send");
    }

    @Tag("whole")
    @Test
    void shouldTellAClientFromItsLeakyWrapper() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("heard".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        try {
            Files.writeString(
                    LoopbackClient.PORT, Integer.toString(server.getAddress().getPort()));

            ChildJvm.End sound = leak("com.acme.LoopbackClient", "--sends", "300");
            assertThat(verdicts())
                    .as(sound.out() + sound.err())
                    .containsEntry("memory", "clean")
                    .containsEntry("threads", "clean");

            ChildJvm.End leaky = leak("com.acme.LeakyClient", "--sends", "300", "--timeout", "2s");
            assertThat(leaky.status()).isEqualTo(Cli.GATE_FAILED);
            assertThat(verdicts()).as(leaky.out() + leaky.err()).containsEntry("memory", "leaks");
            assertThat(leaky.out()).contains("held by static com.acme.LeakyClient.PENDING: ");
        } finally {
            server.stop(0);
            Files.delete(LoopbackClient.PORT);
        }
    }

    @Test
    void shouldShowWhoAllocatedWhatStays() throws Exception {
        ChildJvm.End end = leak("com.acme.RetainingSends", "--profile", "--sends", "20000");
        assertThat(end.status()).as(end.out() + end.err()).isZero();
        assertThat(end.out()).contains("of it comes from com.acme.RetainingSends.run");
        assertThat(folder.resolve("1/com.acme.RetainingSends-live.collapsed"))
                .content()
                .contains("RetainingSends.run");
    }

    @Test
    void shouldSayWhatIsWrongUnderTheProfilerToo() throws Exception {
        ChildJvm.End end = leak("com.acme.FailingSends", "--profile");
        assertThat(end.status()).isEqualTo(Cli.GATE_FAILED);
        assertThat(end.err().lines()).hasSize(1).first().asString().contains("send 3 threw");
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.NoSuch,        2, there is no class 'com.acme.NoSuch'",
        "java.lang.String,       2, does not implement Runnable",
        "java.lang.Runnable,     2, is abstract",
        "com.acme.PickySends,    2, has no public constructor without arguments",
        "com.acme.ThrowingSends, 1, send 1 threw java.lang.IllegalArgumentException: no broker",
        "com.acme.EndlessSends,  1, send 1 did not return within 10 s",
        "com.acme.ExitingSends,  1, the program ended its JVM",
        "com.acme.QuittingSends, 1, its JVM ended with status 2",
    })
    void shouldSayInOneLineWhatIsWrong(String program, int status, String said) throws Exception {
        ChildJvm.End end = leak(program);
        assertThat(end.status()).isEqualTo(status);
        assertThat(end.err().lines()).hasSize(1).first().asString().contains(said);
        assertThat(end.out()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    private ChildJvm.End leak(String program, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("leak", "--program", program, "--out", next().toString()));
        arguments.addAll(List.of(more));
        return new ChildJvm(
                        Jdk.current(),
                        List.of(),
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        arguments)
                .run(Duration.ofMinutes(5));
    }

    private Path next() throws IOException {
        return folder.resolve(Integer.toString(runs() + 1));
    }

    private int runs() throws IOException {
        try (var files = Files.list(folder)) {
            return (int) files.count();
        }
    }

    /** Of the last run, by question. */
    private Map<String, String> verdicts() throws IOException {
        return Table.read(folder.resolve(Integer.toString(runs())), Schema.LEAKS).stream()
                .collect(Collectors.toMap((Row row) -> row.text("harm"), row -> row.text("verdict")));
    }
}
