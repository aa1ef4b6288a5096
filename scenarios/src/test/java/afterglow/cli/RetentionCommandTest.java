package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class RetentionCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"5ms, PT0.005S", "1s, PT1S", "3m, PT3M", "12h, PT12H", "250us, PT0.00025S", "7ns, PT0.000000007S"})
    void shouldReadDurationsAndWriteThemTheSameWay(String text, Duration duration) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(duration);
        assertThat(DurationConverter.inWords(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "ms", "-1s", "0s", "1.5s", "3 m", "5M", "999999999h"})
    void shouldRefuseWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"64m", "1g", "2G"})
    void shouldTakeAHeapOfASize(String heap) {
        assertThat(refused("oom", "nope", "--heap", heap)).contains("'nope'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64", "64k", "0m", "-1m", "2x", "9999999g"})
    void shouldRefuseAHeapOfNoSize(String heap) {
        assertThat(refused("oom", "reused", "--heap", heap)).contains("'" + heap + "'");
    }

    private static String refused(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine line = Cli.of(new Main()).setErr(new PrintWriter(err, true));
        assertThat(line.execute(arguments)).isEqualTo(Cli.BAD_INPUT);
        return err.toString().strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention nope                       | nope",
                "retention none --ending lost         | but was 'lost'    ",
                "retention none --timeout 5parsecs    | 5parsecs",
                "retention none --timeout 5ms         | --timeout: 5ms",
                "retention none --sends 5             | --sends: 5",
                "retention none --sends many          | many",
                "retention none --gc epsilon          | epsilon",
                "retention none --jdk /no/such        | no JDK in '/no/such'",
                "retention none --classpath no.jar    | there is no file 'no.jar'",
                "oom nope                             | nope",
                "oom reused --heap 64x                | 64x",
                "timeline none --rate 0               | --rate: 0",
                "timeline nope                        | nope",
            })
    void shouldRefuseBadInputWithOneLineBeforeAnyWork(String arguments, String named) {
        assertThat(refused(arguments.split(" ", -1))).contains(named).hasLineCount(1);
    }

    @Test
    void shouldNotAddToAnEarlierRun() throws Exception {
        Files.writeString(folder.resolve("retention.csv"), "theirs");
        StringWriter err = new StringWriter();
        CommandLine line = Cli.of(new Main()).setErr(new PrintWriter(err, true));

        assertThat(line.execute("retention", "none", "--out", folder.toString()))
                .isEqualTo(Cli.BAD_INPUT);
        assertThat(folder.resolve("retention.csv")).hasContent("theirs");
    }
}
