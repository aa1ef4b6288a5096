package afterglow.contract;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One of ten timeouts, whichever lane it is of, takes 35 ms longer than it should. */
final class LateNowAndThen extends Suspect {

    private final AtomicInteger arms = new AtomicInteger();

    @Override
    public Timeout open(Expiry expiry) {
        return new Timer(expiry) {
            @Override
            public void arm(long nanos, long ticket) {
                boolean late = nanos < TimeUnit.MINUTES.toNanos(1) && arms.incrementAndGet() % 10 == 0;
                super.arm(late ? nanos + 35_000_000 : nanos, ticket);
            }
        };
    }
}
