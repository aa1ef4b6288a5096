package afterglow.leak.trial;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.leak.trial.ProgramStep.Question;
import afterglow.results.Row;
import afterglow.retention.Growth;
import afterglow.retention.Slope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProgramChildTest {

    private static Throwable fullHeap() {
        return new IllegalStateException("send 7 threw", new OutOfMemoryError("Java heap space"));
    }

    private static Throwable noThread() {
        return new IllegalStateException("send 7 threw", new OutOfMemoryError("unable to create native thread"));
    }

    @ParameterizedTest
    @CsvSource({
        "19, 0.5, true",
        "19, 0.999999, false",
        "19, 1, false",
        "20, 0, false",
    })
    void shouldTellNothingFromFewerThanTwentySends(long sends, double objectsPerSend, boolean tooFew) {
        Slope slope = new Slope(objectsPerSend, objectsPerSend, objectsPerSend);
        assertThat(ProgramChild.isTooFew(new Growth(sends, slope, slope, 0, 0, List.of())))
                .isEqualTo(tooFew);
    }

    @Test
    void shouldTakeAFullHeapForALeak() {
        Row row = outOfMemory(fullHeap(), Question.MEMORY, 16_000);
        assertThat(row.text("verdict")).isEqualTo("leaks");
        assertThat(row.text("sends")).isEqualTo("16000");
        assertThat(row.number("bytes_per_send").orElse(0)).isPositive();
        assertThat(row.text("note"))
                .contains("after 16000 sends (Java heap space)")
                .endsWith("give --sends 1000");
    }

    @Test
    void shouldNotAdviseMoreSendsThanThereMayBe() {
        Row row = ProgramChild.outOfMemory(fullHeap(), Question.MEMORY.row("A"), 90, 100)
                .orElseThrow();
        assertThat(row.text("note")).endsWith("they keep memory");
    }

    @ParameterizedTest
    @EnumSource(names = {"THREADS", "CPU", "CROWD"})
    void shouldAnswerNothingElseWithAFullHeap(Question question) {
        Row row = outOfMemory(fullHeap(), question, 7);
        assertThat(row.text("verdict")).isEqualTo("unknown");
        assertThat(row.text("note")).contains("after 7 sends");
    }

    @Test
    void shouldTakeNoMoreThreadsForNoFullHeap() {
        assertThat(outOfMemory(noThread(), Question.THREADS, 7).text("verdict")).isEqualTo("threads");
        assertThat(ProgramChild.outOfMemory(noThread(), Question.MEMORY.row("A"), 7, 100))
                .isEmpty();
    }

    @Test
    void shouldLeaveEveryOtherFaultAsItIs() {
        assertThat(ProgramChild.outOfMemory(new IllegalStateException(), Question.MEMORY.row("A"), 7, 100))
                .isEmpty();
        assertThat(ProgramChild.outOfMemory(fullHeap(), Question.FIRST.row("A"), 1, 100))
                .isEmpty();
    }

    private static Row outOfMemory(Throwable thrown, Question question, long made) {
        return ProgramChild.outOfMemory(thrown, question.row("A"), made, 1_000_000)
                .orElseThrow();
    }

    @Test
    void shouldConfirmThatSendsAreSlowInACrowd() throws Exception {
        assertThat(crowd(100, 900, 100, 900).text("verdict")).isEqualTo("slows");
        assertThat(crowd(100, 900, 100, 700).text("verdict")).isEqualTo("clean");
        assertThat(crowd(100, 900, 120, 1_000).text("verdict")).isEqualTo("clean");
        assertThat(crowd(100, 800).text("verdict")).isEqualTo("clean");
    }

    @Test
    void shouldNotCrowdSendsThatCompute() throws Exception {
        Row row = crowd(1e9);
        assertThat(row.text("verdict")).isEqualTo("unknown");
        assertThat(row.text("note")).startsWith("1000 ms of CPU for a send alone");
    }

    /** Alone and beside others, in turn. */
    private static Row crowd(double... nanosPerSend) throws InterruptedException {
        Deque<Double> paces = new ArrayDeque<>();
        for (double nanos : nanosPerSend) {
            paces.add(nanos);
        }
        Row row = ProgramChild.crowd(Question.CROWD.row("A"), threads -> paces.remove());
        assertThat(paces).isEmpty();
        return row;
    }
}
