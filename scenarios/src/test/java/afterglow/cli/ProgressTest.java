package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final String LONG = "retention and faults of " + "a strategy, ".repeat(20);

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void shouldKeepALineThatMovesWithinATerminal() {
        Progress progress = progress(true);
        progress.begin(LONG);
        progress.end();
        progress.begin("short");
        progress.note("stays");
        assertThat(shown().split("\r")).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        assertThat(shown())
                .contains("[1/2 0s] retention and", "...", "[2/2 0s] short")
                .endsWith("\rstays\n");
    }

    @Test
    void shouldShowAWholeLineForEachStepInAPipe() {
        progress(false).begin(LONG);
        assertThat(shown()).isEqualTo("[1/2 0s] " + LONG + "\n");
    }

    private Progress progress(boolean moving) {
        return new Progress(new PrintStream(shown, true, StandardCharsets.UTF_8), 2, moving);
    }

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8)
                .replaceAll(" \\d+s]", " 0s]")
                .replace(System.lineSeparator(), "\n");
    }
}
