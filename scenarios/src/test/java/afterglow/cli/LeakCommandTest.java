package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeakCommandTest {

    @TempDir
    Path folder;

    private record End(int status, String error) {}

    private static End run(String... arguments) {
        StringWriter error = new StringWriter();
        int status =
                Cli.of(new LeakCommand()).setErr(new PrintWriter(error, true)).execute(arguments);
        return new End(status, error.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "'', no demonstration is named",
        "no-such, unknown demonstration 'no-such'",
        "--all time-after, --all and 'time-after'",
        "time-after --sends 10, --sends: '10' is too few",
        "time-after --sends many, 'many'",
        "time-after --timeout 5ms, --timeout: 5ms is too short",
        "time-after --timeout soon, 'soon' is not a duration",
        "time-after --timeout 9000h, --timeout: 9000h is longer",
        "time-after any-of --profile, --profile: name one demonstration",
        "time-after any-of --serve, --serve: name one demonstration",
        "stale-tick --profile, not 'stale-tick'",
        "time-after --serve 0, --serve: '0' is not a port",
        "time-after --serve 70000, --serve: '70000' is not a port",
    })
    void shouldRefuseInOneLine(String arguments, String expected) {
        End end = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(end.status()).isEqualTo(Cli.BAD_INPUT);
        assertThat(end.error().lines()).hasSize(1).first().asString().contains(expected);
    }

    @Test
    void shouldNotMixRunsInOneFolder() throws Exception {
        Files.writeString(folder.resolve("kept.txt"), "kept");
        End end = run("time-after", "--out", folder.toString());
        assertThat(end.status()).isEqualTo(Cli.BAD_INPUT);
        assertThat(end.error()).contains("is not an empty folder");
    }

    @Test
    void shouldSayHowToFetchALibrary() {
        End end = run("real-rxjava", "--libraries", folder.toString());
        assertThat(end.status()).isEqualTo(Cli.ENVIRONMENT);
        assertThat(end.error()).contains("not fetched").contains("leak --fetch");
    }

    @Test
    void shouldSayThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            End end = run("time-after", "--serve", Integer.toString(taken.getLocalPort()));
            assertThat(end.status()).isEqualTo(Cli.ENVIRONMENT);
            assertThat(end.error()).contains("port " + taken.getLocalPort() + " cannot be had (", "; name another");
        }
    }

    @Test
    void shouldProfileTheLeakyForm() throws Exception {
        assertThat(run("cancelled-queued", "--profile", "--sends", "20000", "--out", folder.toString())
                        .status())
                .isZero();
        String live = Files.readString(folder.resolve("cancelled-queued-live.collapsed"));
        assertThat(live).contains("ScheduledThreadPoolExecutor.schedule ");
        for (String page : List.of("cancelled-queued-live.html", "cancelled-queued-alloc.html")) {
            assertThat(Files.readString(folder.resolve(page))).startsWith("<!DOCTYPE html>");
        }
    }
}
