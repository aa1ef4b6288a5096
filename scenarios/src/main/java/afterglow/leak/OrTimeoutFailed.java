package afterglow.leak;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's own {@code orTimeout} on futures that fail: before the bug's fix it keeps the timer of a future that completed
 * exceptionally; fixed by a timer of one's own, cancelled on any outcome.
 */
final class OrTimeoutFailed implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        return fixed
                ? new ExceptionalCompletion().program(true)
                : timeoutNanos -> new CompletableFuture<String>()
                        .orTimeout(timeoutNanos, TimeUnit.NANOSECONDS)
                        .completeExceptionally(new IllegalStateException("refused"));
    }
}
