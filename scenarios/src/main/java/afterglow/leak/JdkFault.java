package afterglow.leak;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/** A fault of the JDK that some of its patches have and others have not; each is found out by trying, not by version. */
public enum JdkFault {
    /** {@code orTimeout} does not cancel its timer when the future completes exceptionally. */
    OR_TIMEOUT_FAILED("JDK-8303742") {
        @Override
        public boolean present() {
            WeakReference<?> failed = new WeakReference<>(failedFuture());
            long start = System.nanoTime();
            // A timer that is still queued holds its future. Some JDKs cancel from another thread, a little later.
            while (failed.get() != null && System.nanoTime() - start < PATIENCE_NANOS) {
                System.gc();
                Thread.onSpinWait();
            }
            return failed.get() != null;
        }

        private CompletableFuture<?> failedFuture() {
            CompletableFuture<?> future = new CompletableFuture<>().orTimeout(1, TimeUnit.HOURS);
            future.completeExceptionally(new IllegalStateException("refused"));
            return future;
        }
    },

    /** A delayed task that takes the place of a cancelled one in the heap may come as late as the one above it. */
    HEAP_REMOVAL("JDK-8370887") {
        @Override
        public boolean present() {
            List<CompletableFuture<String>> timers = new ArrayList<>();
            try {
                cancelAmongNearAndFar(timeout -> {
                    CompletableFuture<String> timer = new CompletableFuture<>();
                    timers.add(timer.completeOnTimeout("fired", timeout.toNanos(), TimeUnit.NANOSECONDS));
                    return () -> timer.complete("cancelled");
                });
                // The last is the near one that the cancelled one's place may bury; one behind it comes in any case.
                new CompletableFuture<>()
                        .completeOnTimeout("fired", 1_300, TimeUnit.MILLISECONDS)
                        .join();
                timers.get(timers.size() - 1).get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
                return false;
            } catch (TimeoutException e) {
                return true;
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("the JDK's delays cannot be tried", e);
            } finally {
                timers.forEach(timer -> timer.complete("over"));
            }
        }
    };

    /** Timeouts that a heap of fanout 4 holds in this order; the last one is the only child of a near one. */
    static final List<Duration> NEAR_BELOW_FAR = Stream.of(
                    10, 36_000, 11, 36_000, 36_000, 36_000, 36_000, 36_000, 36_000, 12)
            .map(tenths -> Duration.ofMillis(100L * tenths))
            .toList();

    /** The one of them whose place the last one takes. */
    static final int CANCELLED = 5;

    private static final long PATIENCE_NANOS = 500_000_000;

    private final String bug;

    JdkFault(String bug) {
        this.bug = bug;
    }

    /** Its number in the JDK's bug database. */
    public String bug() {
        return bug;
    }

    /** Whether this JDK has it; takes some two seconds at most. */
    public abstract boolean present();

    /** Arms those timeouts one after another, and cancels the one, long before the first is due. */
    static void cancelAmongNearAndFar(Function<Duration, Runnable> arm) {
        List<Runnable> cancels = new ArrayList<>();
        for (Duration timeout : NEAR_BELOW_FAR) {
            cancels.add(arm.apply(timeout));
            // A delay that is over shows that the JDK's thread has taken in what was armed before it.
            new CompletableFuture<>()
                    .completeOnTimeout(timeout, 1, TimeUnit.MILLISECONDS)
                    .join();
        }
        cancels.get(CANCELLED).run();
    }
}
