package afterglow.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final int CHECKPOINTS = 11;
    private static final long SEGMENT = 100_000;

    @Test
    void shouldFindOneObjectInAHundredThousandSendsAmongSevenHundredClasses() {
        Growth growth = growth(Map.of("Leak", checkpoint -> 7 + checkpoint), 700, 1);

        assertThat(growth.carrier()).hasValue("Leak");
        assertThat(growth.objects().perSend()).isCloseTo(1e-5, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(growth.objectsMore()).isEqualTo(10);
    }

    @Test
    void shouldFindNothingWhereClassesComeAndGoByChance() {
        for (int seed = 0; seed < 200; seed++) {
            assertThat(growth(Map.of(), 700, seed).classes()).isEmpty();
        }
    }

    @Test
    void shouldNotTakeACacheThatFillsUpForALeak() {
        Growth growth = growth(
                Map.of(
                        "Late", checkpoint -> checkpoint < 1 ? 0 : 1_000,
                        "Filling", checkpoint -> Math.min(checkpoint, 3) * 1_000L,
                        "Shrinking", checkpoint -> 1_000 - checkpoint),
                0,
                1);

        assertThat(growth.any()).isFalse();
        assertThat(growth.objects().high()).isEqualTo(4e-6);
    }

    @Test
    void shouldNotLetABendHideWhatGrowsByThousands() {
        Growth growth = growth(Map.of("Task", checkpoint -> checkpoint < 6 ? checkpoint : checkpoint * 1_000L), 700, 1);

        assertThat(growth.carrier()).hasValue("Task");
    }

    @Test
    void shouldAddUpTheClassesThatGrow() {
        Growth growth = growth(
                Map.of("Task", checkpoint -> checkpoint * SEGMENT, "Node", checkpoint -> 2L * checkpoint * SEGMENT),
                100,
                1);

        assertThat(growth.objects()).isEqualTo(new Slope(3, 3, 3));
        assertThat(growth.bytes().perSend()).isEqualTo(48);
        assertThat(growth.carrier()).hasValue("Node");
    }

    @Test
    void shouldForgetWhatAnAmendedCheckpointHad() {
        Ledger ledger = new Ledger(3);
        for (int checkpoint = 0; checkpoint < 3; checkpoint++) {
            ledger.enter(checkpoint * 10L, new Census(Map.of("Garbage", new Census.Count(checkpoint * 10L, 160))));
            ledger.amend(new Census(Map.of("Other", new Census.Count(1, 16))));
        }

        assertThat(ledger.growth().any()).isFalse();
    }

    private static Growth growth(Map<String, IntToLongFunction> classes, int noisy, int seed) {
        Random random = new Random(seed);
        long[] level = new long[noisy];
        Ledger ledger = new Ledger(CHECKPOINTS);
        for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            Map<String, Census.Count> counts = new HashMap<>();
            int at = checkpoint;
            classes.forEach((name, count) ->
                    counts.put(name, new Census.Count(count.applyAsLong(at), 16 * count.applyAsLong(at))));
            for (int i = 0; i < noisy; i++) {
                // Most classes hold still, some gain or lose a few, one in seven wobbles.
                level[i] += random.nextInt(20) == 0 ? random.nextInt(5) - 1 : 0;
                long count = 100 + level[i] + (i % 7 == 0 ? random.nextInt(50) : 0);
                counts.put("Noise" + i, new Census.Count(count, 16 * count));
            }
            ledger.enter(checkpoint * SEGMENT, new Census(counts));
        }
        return ledger.growth();
    }
}
