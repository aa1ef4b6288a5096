package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.judge.HeadlineRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the terminal shows of a run. */
class HeadlineTest {

    @TempDir
    Path folder;

    @Test
    void shouldFitATerminal() throws IOException {
        String text = Headline.of(HeadlineRun.conclusions(folder));
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(text).contains("offer-first(scheduled-cancelled)", "The floors are", "two JVMs may differ by");
    }
}
