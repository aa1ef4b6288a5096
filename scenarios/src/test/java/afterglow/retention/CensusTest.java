package afterglow.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CensusTest {

    /** Something to count. */
    private record Mark(int number) {}

    @Test
    void shouldReadWhatJdk17AndJdk25Print() {
        Census census = Census.parse("""
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:          4845         234136  [B (java.base@17.0.15)
                   2:             2             32  java.util.regex.Pattern$CharPredicate$$Lambda$21/0x80000002d (java.base@17.0.15)
                   3:             1             16  java.util.regex.Pattern$CharPredicate$$Lambda$22/0x00007fd98904f6f0 (java.base@17.0.15)
                   4:             5             80  H$$Lambda/0x0000000019040210
                   5:             1             16  java.lang.invoke.LambdaForm$MH/0x000000001906f9e0 (java.base@25.0.3)
                   6:             3             48  afterglow.Mine
                   7:            55           5555  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
                   8:            66           6666  jdk.internal.vm.FillerObject (java.base@25.0.3)
                Total          4857         234328
                """);

        assertThat(census.byClass())
                .hasSize(5)
                .containsEntry("[B", new Census.Count(4845, 234136))
                .containsEntry("java.util.regex.Pattern$CharPredicate$$Lambda", new Census.Count(3, 48))
                .containsEntry("H$$Lambda", new Census.Count(5, 80))
                .containsEntry("java.lang.invoke.LambdaForm$MH", new Census.Count(1, 16))
                .containsEntry("afterglow.Mine", new Census.Count(3, 48));
        assertThat(census.objects()).isEqualTo(4857);
        assertThat(census.bytes()).isEqualTo(234328);
    }

    @Test
    void shouldCountExactlyWhatLivesInThisJvm() {
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < 1_234; i++) {
            marks.add(new Mark(i));
        }

        assertThat(Census.take().byClass().get(Mark.class.getName()).objects()).isEqualTo(1_234);
        assertThat(marks).hasSize(1_234);
    }
}
