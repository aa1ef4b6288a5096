package afterglow.leak;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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
    };

    private static final long PATIENCE_NANOS = 500_000_000;

    private final String bug;

    JdkFault(String bug) {
        this.bug = bug;
    }

    /** Its number in the JDK's bug database. */
    public String bug() {
        return bug;
    }

    /** Whether this JDK has it; takes half a second if it has. */
    public abstract boolean present();
}
