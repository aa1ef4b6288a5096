package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A channel of 100 that a producer fills as fast as it can, for one consumer: the thread that made it. */
final class Channel implements AutoCloseable {

    private static final int CAPACITY = 100;

    /** Times the consumer's waits. */
    final Timers scheduler = new Timers("timers");

    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Thread consumer = Thread.currentThread();
    private final ExecutorService producer = Executors.newSingleThreadExecutor(DaemonThreads.named("producer"));

    Channel() {
        var unused = producer.submit(() -> {
            while (true) {
                queue.put("message");
                LockSupport.unpark(consumer);
            }
        });
    }

    /** Waits until there is a message, and takes it, or until the time is over. */
    void receiveOr(BooleanSupplier timeIsOver) throws InterruptedException {
        while (queue.poll() == null && !timeIsOver.getAsBoolean()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    void wake() {
        LockSupport.unpark(consumer);
    }

    @Override
    public void close() {
        DaemonThreads.stop(producer);
        DaemonThreads.stop(scheduler);
    }
}
