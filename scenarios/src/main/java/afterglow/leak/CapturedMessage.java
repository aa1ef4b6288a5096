package afterglow.leak;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Timers that are left to fire, and hold a 1 KiB message each; fixed by capturing only the message's number. */
final class CapturedMessage implements Demonstration {

    private static final int MESSAGE_BYTES = 1024;

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("acknowledgements");
        Map<Long, byte[]> unacknowledged = new ConcurrentHashMap<>();
        LongAdder resentBytes = new LongAdder();
        AtomicLong sent = new AtomicLong();
        return Program.on(scheduler, timeoutNanos -> {
            long id = sent.incrementAndGet();
            byte[] message = new byte[MESSAGE_BYTES];
            unacknowledged.put(id, message);
            Runnable expiry = fixed
                    ? () -> resentBytes.add(unacknowledged.getOrDefault(id, new byte[0]).length)
                    : () -> resentBytes.add(message.length);
            var unused = scheduler.after(timeoutNanos, expiry);
            unacknowledged.remove(id);
        });
    }
}
