package afterglow.contract;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One timeout in so many, whichever lane it is of, takes so much longer than it should. */
final class LateNowAndThen extends Suspect {

    private final int each;
    private final long addedNanos;
    private final AtomicInteger arms = new AtomicInteger();

    LateNowAndThen(int each, long addedMillis) {
        this.each = each;
        addedNanos = TimeUnit.MILLISECONDS.toNanos(addedMillis);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new Timer(expiry) {
            @Override
            public void arm(long nanos, long ticket) {
                boolean late = nanos < TimeUnit.MINUTES.toNanos(1) && arms.incrementAndGet() % each == 0;
                super.arm(late ? nanos + addedNanos : nanos, ticket);
            }
        };
    }
}
