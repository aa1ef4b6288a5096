package afterglow.contract;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Hands each arm over to its thread, which has it before this one need sleep: as on a busy machine, where it comes first. */
final class AsksAQuickThread extends Suspect {

    private static final long MOST_SPIN_NANOS = 50_000_000;

    @Override
    public Timeout open(Expiry expiry) {
        return new Timer(expiry) {
            @Override
            public void arm(long nanos, long ticket) {
                Future<?> asked = scheduler.submit(() -> super.arm(nanos, ticket));
                long start = System.nanoTime();
                while (!asked.isDone() && System.nanoTime() - start < MOST_SPIN_NANOS) {
                    Thread.onSpinWait();
                }
                try {
                    asked.get();
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
