package afterglow.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.floor.Park;
import afterglow.timeout.fresh.ScheduledCancelled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LatenessMeasurementTest {

    private static final long MILLI = 1_000_000;

    @Test
    void shouldShowTheStallOfTheThreadThatTellsExpiries() throws Exception {
        Row row = measurement(new ScheduledCancelled.Removed()::create, 50, Condition.STALLED)
                .run()
                .row();

        assertThat(row.whole("disturbances")).isPositive();
        // The stalls last 50 ms each, and a send is due in them whenever they come.
        assertThat(row.number("max_us").getAsDouble()).isGreaterThan(20_000);
        assertThat(row.whole("early")).isZero();
        assertThat(row.text("quiet_cpu_percent")).isEmpty();
    }

    @Test
    void shouldStallOneLaneOnlyOfAStrategyWithoutAThread() throws Exception {
        Row row = measurement(Park::new, 10, Condition.STALLED).run().row();

        assertThat(row.whole("disturbances")).isPositive();
        assertThat(row.whole("count")).isPositive();
        assertThat(row.whole("never")).isZero();
    }

    @Test
    void shouldFindTheThreadThatBurnsWhileNothingHappens() throws Exception {
        Row row = measurement(() -> new Restless(0), 10, Condition.IDLE).run().row();

        // However busy the machine, a thread that always wants a core gets some of it.
        for (String column : List.of("cpu_percent", "quiet_cpu_percent", "armed_cpu_percent")) {
            assertThat(row.number(column).getAsDouble()).as(column).isGreaterThan(0.1);
        }
    }

    @Test
    void shouldCountTheWakeUpsOfAThreadThatTicks() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/task")), "this system does not tell");

        Row row =
                measurement(() -> new Restless(MILLI), 10, Condition.IDLE).run().row();

        assertThat(row.number("quiet_switches_per_s").getAsDouble()).isBetween(1.0, 10_000.0);
    }

    @Test
    void shouldCountNoThreadOfItsOwn() throws Exception {
        Row row = measurement(Park::new, 10, Condition.BUSY).run().row();

        assertThat(row.number("cpu_percent")).hasValue(0);
        assertThat(row.whole("disturbances")).isEqualTo(Runtime.getRuntime().availableProcessors());
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
        Descriptor descriptor = Descriptor.of("tested", Family.CUSTOM, "a strategy under test");
        return new LatenessMeasurement(strategies, descriptor, Duration.ofSeconds(20), asked);
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
