package afterglow.timeout;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lane that makes a new timer for each send, and cancels it when the send is over.
 *
 * @param <T> the timer of one send
 */
public class FreshTimer<T> implements Timeout {

    private final Maker<T> maker;
    private final Consumer<T> canceller;
    private @Nullable T timer;

    public FreshTimer(Maker<T> maker, Consumer<T> canceller) {
        this.maker = maker;
        this.canceller = canceller;
    }

    @Override
    public final void arm(long nanos, long ticket) {
        timer = maker.make(nanos, ticket);
    }

    @Override
    public final void disarm() {
        T armed = timer;
        if (armed != null) {
            canceller.accept(armed);
            timer = null;
        }
    }

    /** A time given in whole milliseconds, rounded up; 0 for less than 0. */
    public static long wholeMillis(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(Math.max(nanos, 0));
        return TimeUnit.MILLISECONDS.toNanos(millis) < nanos ? millis + 1 : millis;
    }

    /** Makes and starts the timer of one send. */
    @FunctionalInterface
    public interface Maker<T> {
        T make(long nanos, long ticket);
    }
}
