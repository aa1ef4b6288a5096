package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.accuracy.LatenessFiles;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AccuracyCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldWriteARowAndItsHistograms() throws IOException {
        Path to = folder.resolve("run");

        int status = run(
                "accuracy",
                "netty-wheel",
                "none",
                "--condition",
                "idle",
                "--lanes",
                "10",
                "--seconds",
                "0.3",
                "--out",
                to.toString());

        assertThat(status).as(out + "\n" + err).isZero();
        List<Row> rows = Table.read(to, Schema.ACCURACY);
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).text("strategy")).isEqualTo("netty-wheel");
        String name = "netty-wheel-5ms-10-idle-jdk" + Runtime.version().feature();
        assertThat(to.resolve("accuracy").resolve(name + ".hgrm")).exists();
        assertThat(LatenessFiles.read(to.resolve("accuracy").resolve(name + ".hlog"))
                        .late()
                        .getTotalCount())
                .isEqualTo(rows.get(0).whole("count"));
        assertThat(to.resolve("environment.csv")).exists();
        assertThat(out.toString()).contains("2 fresh JVMs", "netty-wheel", "kept", "accuracy.csv");
    }

    @Test
    void shouldNameBadInputInOneLine() throws IOException {
        assertBadInput(run("accuracy", "nonsense"), "'nonsense'");
        assertBadInput(run("accuracy", "--condition", "calm"), "'calm'", "STOPPED");
        assertBadInput(run("accuracy", "--deadline", "5"), "'5'", "5ms");
        assertBadInput(run("accuracy", "--deadline", "1h"), "1h", "1m");
        assertBadInput(run("accuracy", "--lanes", "0"), "0", "100000");
        assertBadInput(run("accuracy", "--seconds", "0"), "0.1");
        assertBadInput(run("accuracy", "--seconds", "NaN"), "NaN");
        assertBadInput(run("accuracy", "--jdk", "no-jdk"), "'no-jdk'");
        Files.writeString(folder.resolve("held"), "something");
        assertBadInput(run("accuracy", "--out", folder.toString()), folder.toString(), "another");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldSayInOneLineThatItCannotWrite() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run("accuracy", "none", "--out", file.resolve("run").toString()))
                .isEqualTo(Cli.ENVIRONMENT);
        assertThat(err.toString()).hasLineCount(1).contains("file").doesNotContain("null");
    }

    private void assertBadInput(int status, String... named) {
        assertThat(status).isEqualTo(Cli.BAD_INPUT);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains(named);
        err.getBuffer().setLength(0);
    }

    private int run(String... args) {
        CommandLine line = Cli.of(new Main());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
