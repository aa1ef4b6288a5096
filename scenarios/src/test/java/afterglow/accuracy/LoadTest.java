package afterglow.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void shouldDrawTheSameStartsFromTheSameSeed() {
        assertThat(first(load(5, 100, 7), 3)).isEqualTo(first(load(5, 100, 7), 3));
        assertThat(first(load(5, 100, 7), 3))
                .isNotEqualTo(first(load(5, 100, 8), 3))
                .isNotEqualTo(first(load(5, 100, 7), 4));
    }

    @Test
    void shouldLeaveEachSendTheTimeThatItTakes() {
        List<Long> starts = first(load(5, 100, 1), 0);

        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i) - starts.get(i - 1)).isGreaterThanOrEqualTo(7_000_000);
        }
    }

    @Test
    void shouldStartAtMostTenThousandASecond() {
        Load load = load(1, 10_000, 1);

        long starts = IntStream.range(0, 10_000)
                .mapToObj(load::starts)
                .mapToLong(LoadTest::inTheFirstSecond)
                .sum();
        assertThat(starts).isEqualTo(10_000L);
    }

    @Test
    void shouldGiveALaneOneSendHoweverShortTheRun() {
        for (long seed = 0; seed < 100; seed++) {
            Load load = new Load(
                    Duration.ofSeconds(10), 1, Duration.ZERO, Duration.ofMillis(100), Duration.ofSeconds(1), seed);
            assertThat(load.starts(0).next()).isLessThan(100_000_000);
        }
    }

    @Test
    void shouldLeaveOutWhatALostExpiryMadeImpossible() {
        Load.Starts starts = load(5, 1, 1).starts(0);

        starts.skipTo(SECOND);

        assertThat(starts.next()).isBetween(SECOND, SECOND + 40_000_000);
    }

    private static Load load(long deadlineMillis, int lanes, long seed) {
        return new Load(
                Duration.ofMillis(deadlineMillis),
                lanes,
                Duration.ofMillis(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                seed);
    }

    private static List<Long> first(Load load, int lane) {
        Load.Starts starts = load.starts(lane);
        return LongStream.range(0, 50)
                .mapToObj(i -> {
                    long at = starts.next();
                    starts.advance();
                    return at;
                })
                .toList();
    }

    private static long inTheFirstSecond(Load.Starts starts) {
        long count = 0;
        while (starts.next() < SECOND) {
            count++;
            starts.advance();
        }
        return count;
    }
}
