package afterglow.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.results.Row;
import afterglow.results.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatenessFilesTest {

    private static final Row ROW = Row.of(Schema.ACCURACY)
            .set("strategy", "offer-first(reused)")
            .set("deadline_ms", 0.5)
            .set("lanes", 100)
            .set("condition", "idle")
            .set("jdk", 17);
    private static final String NAME = "accuracy/offer-first-reused-0.5ms-100-idle-jdk17";

    @TempDir
    private Path folder;

    @Test
    void shouldHoldEveryRunThatWasAdded() throws Exception {
        LatenessFiles.add(folder, ROW, lateness(1_000, 100, 1));
        LatenessFiles.add(folder, ROW, lateness(2_000, 50, 0));

        Lateness all = LatenessFiles.read(folder.resolve(NAME + ".hlog"));
        assertThat(all.late().getTotalCount()).isEqualTo(150);
        assertThat(all.early().getTotalCount()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve(NAME + ".hgrm")))
                .contains("Total count    =          150")
                .contains("Early expiries, which are not in it = 1]");
    }

    @Test
    void shouldMergeLogsByConcatenation() throws Exception {
        Path one = folder.resolve("one");
        Path other = folder.resolve("other");
        LatenessFiles.add(one, ROW, lateness(1_000, 100, 1));
        LatenessFiles.add(other, ROW, lateness(2_000, 50, 4));
        Path both = folder.resolve("both.hlog");
        Files.writeString(
                both, Files.readString(one.resolve(NAME + ".hlog")) + Files.readString(other.resolve(NAME + ".hlog")));

        Lateness all = LatenessFiles.read(both);

        assertThat(all.late().getTotalCount()).isEqualTo(150);
        assertThat(all.early().getTotalCount()).isEqualTo(5);
    }

    @Test
    void shouldJoinTheFilesOfPartsThoughSomeHaveNone() throws Exception {
        Path all = folder.resolve("all");
        LatenessFiles.add(folder.resolve("one"), ROW, lateness(1_000, 100, 1));
        LatenessFiles.add(folder.resolve("other"), ROW, lateness(2_000, 50, 4));
        for (String part : List.of("one", "other", "none")) {
            LatenessFiles.join(folder.resolve(part), all);
        }

        Lateness joined = LatenessFiles.read(all.resolve(NAME + ".hlog"));
        assertThat(joined.late().getTotalCount()).isEqualTo(150);
        assertThat(joined.early().getTotalCount()).isEqualTo(5);
        assertThat(all.resolve(NAME + ".hgrm")).exists();
    }

    private static Lateness lateness(long atMillis, int late, int early) {
        Lateness lateness = new Lateness();
        LongStream.range(0, late).forEach(i -> lateness.record(i * 1_000));
        LongStream.rangeClosed(1, early).forEach(i -> lateness.record(-i * 1_000));
        lateness.recorded(atMillis, atMillis + 500);
        return lateness;
    }
}
