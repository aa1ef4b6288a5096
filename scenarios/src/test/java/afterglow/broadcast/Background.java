package afterglow.broadcast;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A task on a thread of its own, which the test can interrupt and wait for. */
final class Background<T> {

    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Thread thread;

    private Background(Callable<T> task) {
        thread = new Thread(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Background<T> run(Callable<T> task) {
        return new Background<>(task);
    }

    /** What the task returned; fails after half a minute. */
    T join() {
        return result.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** What the task threw; fails if it returned. */
    Throwable failure() {
        try {
            T value = join();
            throw new AssertionError("returned " + value);
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    boolean isDone() {
        return result.isDone();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits until the task sleeps: it has got as far as it gets by itself. */
    Background<T> awaitSleep() {
        until(() -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> true;
            default -> false;
        });
        return this;
    }

    /** Waits for a condition; fails after half a minute. */
    static void until(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(30)) {
                throw new AssertionError("half a minute, and still not");
            }
            Thread.onSpinWait();
        }
    }
}
