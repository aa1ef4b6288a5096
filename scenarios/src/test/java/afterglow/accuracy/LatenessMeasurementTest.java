package afterglow.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.jvm.Jdk;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.floor.Park;
import afterglow.timeout.fresh.ScheduledCancelled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LatenessMeasurementTest {

    private static final long MILLI = 1_000_000;

    @Test
    void shouldShowTheStallOfTheThreadThatTellsExpiries() throws Exception {
        LatenessMeasurement.Finding finding = measurement(
                        new ScheduledCancelled.Removed()::create, 50, Condition.STALLED)
                .run();

        assertThat(finding.disturbances()).isPositive();
        // The stalls last 50 ms each, and a send is due in them whenever they come.
        assertThat(finding.counts().lateness().max().getAsLong()).isGreaterThan(20 * MILLI);
        assertThat(finding.counts().lateness().early().getTotalCount()).isZero();
        assertThat(finding.upkeep()).isNull();
    }

    @Test
    void shouldStallOneLaneOnlyOfAStrategyWithoutAThread() throws Exception {
        LatenessMeasurement.Finding finding =
                measurement(Park::new, 10, Condition.STALLED).run();

        assertThat(finding.disturbances()).isPositive();
        assertThat(finding.counts().sends()).isPositive();
        assertThat(finding.counts().never().sum()).isZero();
    }

    @Test
    void shouldFindTheThreadThatBurnsWhileNothingHappens() throws Exception {
        LatenessMeasurement.Finding finding =
                measurement(() -> new Restless(0), 10, Condition.IDLE).run();

        // However busy the machine, a thread that always wants a core gets some of it.
        assertThat(finding.effort().cpuPercent()).isGreaterThan(0.1);
        assertThat(finding.upkeep().quiet().cpuPercent()).isGreaterThan(0.1);
        assertThat(finding.upkeep().armed())
                .hasValueSatisfying(effort -> assertThat(effort.cpuPercent()).isGreaterThan(0.1));
    }

    @Test
    void shouldCountTheWakeUpsOfAThreadThatTicks() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/task")), "this system does not tell");

        LatenessMeasurement.Finding finding =
                measurement(() -> new Restless(MILLI), 10, Condition.IDLE).run();

        assertThat(finding.upkeep().quiet().switchesPerSecond().getAsDouble()).isBetween(1.0, 10_000.0);
    }

    @Test
    void shouldCountNoThreadOfItsOwn() throws Exception {
        LatenessMeasurement.Finding finding =
                measurement(Park::new, 10, Condition.BUSY).run();

        assertThat(finding.effort().cpuPercent()).isZero();
        assertThat(finding.disturbances()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void shouldRefuseMoreWaitingThreadsThanTellAnything() {
        assertThat(measurement(Park::new, 10_000, Condition.IDLE).impossible())
                .hasValueSatisfying(reason -> assertThat(reason).contains("10000 threads"));
        assertThat(measurement(new ScheduledCancelled.Removed()::create, 10_000, Condition.IDLE)
                        .impossible())
                .isEmpty();
    }

    @Test
    void shouldPassOnThatAStrategyRefusesItsLanes() {
        Supplier<TimeoutStrategy> one = () -> new Restless(MILLI) {
            private int lanes;

            @Override
            public Timeout open(Expiry expiry) {
                if (++lanes > 1) {
                    throw new UnsupportedOperationException("one lane at a time");
                }
                return super.open(expiry);
            }
        };

        assertThatThrownBy(measurement(one, 2, Condition.IDLE)::run)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("one lane at a time");
    }

    private static LatenessMeasurement measurement(
            Supplier<TimeoutStrategy> strategies, int lanes, Condition condition) {
        AccuracyStep asked =
                new AccuracyStep(Jdk.current(), "", Duration.ofMillis(5), lanes, condition, Duration.ofMillis(600), 1);
        return new LatenessMeasurement(strategies, Duration.ZERO, Duration.ofSeconds(20), asked);
    }

    /** A strategy that works, with a thread that does nothing, again and again. */
    private static class Restless implements TimeoutStrategy {

        private final TimeoutStrategy strategy = new ScheduledCancelled.Removed().create();
        private final ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("restless"));

        Restless(long napNanos) {
            thread.execute(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    LockSupport.parkNanos(napNanos);
                }
            });
        }

        @Override
        public Timeout open(Expiry expiry) {
            return strategy.open(expiry);
        }

        @Override
        public void close() {
            DaemonThreads.stop(thread);
            strategy.close();
        }
    }
}
