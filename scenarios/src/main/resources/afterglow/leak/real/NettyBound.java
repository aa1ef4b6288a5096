import afterglow.leak.Program;
import afterglow.leak.trial.LeakStep;
import afterglow.timeout.DaemonThreads;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Netty's wheel with a bound of 1,000 pending timeouts: each send leaves one, until the wheel refuses. */
public final class NettyBound implements Program {

    private static final int BOUND = 1_000;
    private static final int CANCELLED = 900;
    private static final int ROUNDS = 8;

    private final HashedWheelTimer wheel =
            new HashedWheelTimer(DaemonThreads.named("wheel"), 10, TimeUnit.MILLISECONDS, 512, true, BOUND);
    private boolean binds;

    public static void main(String[] args) {
        LeakStep.run(args, NettyBound::new);
    }

    @Override
    public void send(long timeoutNanos) throws InterruptedException {
        if (!binds && wheel.pendingTimeouts() == 0) {
            // Each round that catches the tick takes the count 900 below what is pending.
            for (int round = 0; round < ROUNDS && wheel.pendingTimeouts() > -3 * BOUND; round++) {
                cancelInTheirLastTick();
            }
            binds = wheel.pendingTimeouts() == 0;
        }
        try {
            wheel.newTimeout(timeout -> {}, timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The bound holds.
        }
    }

    /** Cancels timeouts while the wheel's thread is held up by the first of their bucket. */
    private void cancelInTheirLastTick() throws InterruptedException {
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        wheel.newTimeout(
                timeout -> {
                    holds.countDown();
                    cancelled.await();
                },
                30,
                TimeUnit.MILLISECONDS);
        List<Timeout> others = new ArrayList<>();
        for (int i = 0; i < CANCELLED; i++) {
            others.add(wheel.newTimeout(timeout -> {}, 30, TimeUnit.MILLISECONDS));
        }
        holds.await();
        others.forEach(Timeout::cancel);
        cancelled.countDown();
        Thread.sleep(20);
        while (wheel.pendingTimeouts() > 0) {
            // The wheel's thread has not come to all of them yet; the next round would be refused.
            Thread.sleep(1);
        }
    }

    @Override
    public void close() {
        wheel.stop();
    }
}
