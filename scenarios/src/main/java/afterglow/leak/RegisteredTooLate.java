package afterglow.leak;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Timers by id, in a map in which a cancelled one is missing. A fast timer finds no entry of its own, takes itself for
 * cancelled, and its entry stays for good; fixed by registering first.
 */
final class RegisteredTooLate implements Demonstration {

    private static final Duration TIMEOUT = Duration.ofMillis(1);

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            Map<Long, Runnable> handlers = new ConcurrentHashMap<>();
            CountDownLatch fired = new CountDownLatch(1);
            var send = deadlines.begin(TIMEOUT);
            if (fixed) {
                handlers.put(1L, send::expire);
            }
            new Timers("timers").after(TIMEOUT, () -> {
                Runnable handler = handlers.remove(1L);
                if (handler != null) {
                    handler.run();
                }
                fired.countDown();
            });
            // Where luck decides in the original: here the registering thread always loses.
            fired.await();
            if (!fixed) {
                handlers.put(1L, send::expire);
            }
        };
    }
}
