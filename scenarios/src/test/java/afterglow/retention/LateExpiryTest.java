package afterglow.retention;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Verdict;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Expiries that come long after their deadlines, as those of threads do that wait for a core. */
class LateExpiryTest {

    private static final long LATE_MILLIS = 400;

    private static final class LateSends implements RetentionSubject {

        private final Queue<Object> held = new ConcurrentLinkedQueue<>();
        private final Thread expiries = DaemonThreads.named("late").newThread(this::expire);
        private volatile long lastNanos = System.nanoTime();
        private volatile boolean isShort;

        LateSends() {
            expiries.start();
        }

        private void expire() {
            try {
                while (true) {
                    Thread.sleep(10);
                    if (isShort
                            && System.nanoTime() - lastNanos
                                    > Duration.ofMillis(LATE_MILLIS).toNanos()) {
                        held.clear();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public long run(long count, long nanos) {
            for (long i = 0; i < count; i++) {
                held.add(new Object[1]);
            }
            isShort = nanos < Duration.ofSeconds(1).toNanos();
            lastNanos = System.nanoTime();
            return count;
        }

        @Override
        public void close() {
            expiries.interrupt();
        }
    }

    @Tag("whole")
    @Test
    void shouldNotTakeLateExpiriesForALeak() throws Exception {
        Effort effort = new Effort(5_000, Effort.DEFAULT_TIMEOUT, Duration.ofMillis(300));
        Measurement.Finding finding = new Measurement(LateSends::new, Duration.ofMillis(10), effort).run();
        assertThat(finding.verdict()).isEqualTo(Verdict.RETAINS);
        assertThat(finding.unsettled()).isEmpty();
    }

    /** What they hold goes while it is looked for what holds them, as on a machine where that look takes seconds. */
    private static final class GoneWhileLookedFor implements RetentionSubject {

        private final Queue<Object> held = new ConcurrentLinkedQueue<>();

        @Override
        public long run(long count, long nanos) {
            for (long i = 0; i < count; i++) {
                held.add(new Object[1]);
            }
            return count;
        }

        @Override
        public Object root() {
            held.clear();
            return this;
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldNotTakeForALeakWhatGoesWhileItsHolderIsLookedFor() throws Exception {
        Effort effort = new Effort(5_000, Duration.ofSeconds(2), Duration.ofMillis(300));
        Measurement.Finding finding =
                new Measurement(GoneWhileLookedFor::new, Duration.ofMillis(10), effort).runAndWait();
        assertThat(finding.verdict()).isEqualTo(Verdict.RETAINS);
        assertThat(finding.unsettled()).isEmpty();
    }
}
