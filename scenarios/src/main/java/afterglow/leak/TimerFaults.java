package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Deadlines that are missed, or hit the wrong send, because a timer is armed, drained or cancelled at the wrong moment. */
final class TimerFaults {

    private static final Duration AT_ONCE = Duration.ofMillis(10);
    private static final Duration AFTER_A_STALE_TICK = Duration.ofMillis(500);
    private static final Duration OF_EACH_RESET = Duration.ofMillis(50);
    private static final Duration FASTER_THAN_ITS_ENTRY = Duration.ofMillis(1);
    private static final Duration OF_THE_NEXT_STATEMENT = Duration.ofMillis(300);

    private static final Duration OF_THE_REQUEST = Duration.ofMillis(300);
    private static final Duration HOP = Duration.ofMillis(200);
    private static final int HOPS = 6;

    private TimerFaults() {}

    /**
     * The published fix of {@link TimeAfter}: one timer that is reset for each send, with a channel that holds one tick. A
     * timer that fired just as its send was delivered leaves its tick in the channel, and the next send, told to wait, is
     * given up at once; fixed by ticks that name their send.
     */
    static DeadlineScript staleTick(boolean fixed) {
        return deadlines -> {
            ResetTimer timer = new ResetTimer();
            var first = deadlines.begin(AT_ONCE);
            timer.reset(1, AT_ONCE).await();
            first.deliver();
            var second = deadlines.begin(AFTER_A_STALE_TICK);
            timer.reset(2, AFTER_A_STALE_TICK);
            long ticket = timer.channel.take();
            while (fixed && ticket != 2) {
                ticket = timer.channel.take();
            }
            second.expire();
        };
    }

    /**
     * A reset timer, whose channel is drained before it is armed again. The timer had fired and its tick was taken, so the
     * drain before the next reset waits for good; fixed by a drain that takes what is there and does not wait.
     */
    static DeadlineScript blockingDrain(boolean fixed) {
        return deadlines -> {
            ResetTimer timer = new ResetTimer();
            for (long ticket = 1; ticket <= 2; ticket++) {
                var send = deadlines.begin(OF_EACH_RESET);
                if (ticket > 1) {
                    drain(timer, fixed);
                }
                timer.reset(ticket, OF_EACH_RESET);
                timer.channel.take();
                send.expire();
            }
        };
    }

    private static void drain(ResetTimer timer, boolean onlyWhatIsThere) throws InterruptedException {
        boolean fired = !timer.stop();
        if (onlyWhatIsThere) {
            timer.channel.clear();
        } else if (fired) {
            timer.channel.take();
        }
    }

    /** As Go's was: resetting it leaves the channel as it is. */
    private static final class ResetTimer {

        private final BlockingQueue<Long> channel = new ArrayBlockingQueue<>(1);
        private final Timers scheduler = new Timers("timer");
        private AtomicBoolean armed = new AtomicBoolean();

        /** Arms it; the latch opens when its tick is in the channel. */
        CountDownLatch reset(long ticket, Duration timeout) {
            CountDownLatch fired = new CountDownLatch(1);
            AtomicBoolean mine = new AtomicBoolean(true);
            stop();
            armed = mine;
            scheduler.after(timeout, () -> {
                if (mine.getAndSet(false)) {
                    channel.offer(ticket);
                    fired.countDown();
                }
            });
            return fired;
        }

        /** Whether it had not fired yet. */
        boolean stop() {
            return armed.getAndSet(false);
        }
    }

    /**
     * Timers by id, in a map in which a cancelled one is missing. A fast timer finds no entry of its own, takes itself for
     * cancelled, and its entry stays for good; fixed by registering first.
     */
    static DeadlineScript registeredTooLate(boolean fixed) {
        return deadlines -> {
            Map<Long, Runnable> handlers = new ConcurrentHashMap<>();
            CountDownLatch fired = new CountDownLatch(1);
            var send = deadlines.begin(FASTER_THAN_ITS_ENTRY);
            if (fixed) {
                handlers.put(1L, send::expire);
            }
            new Timers("timers").after(FASTER_THAN_ITS_ENTRY, () -> {
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

    /**
     * A timer that cancels whatever its connection does. It fired for a statement that was answered meanwhile, and so ends the
     * next one; fixed by a state of each statement's own, which is checked first.
     */
    static DeadlineScript lateCancel(boolean fixed) {
        return deadlines -> {
            AtomicReference<SendDeadlines.Send> current = new AtomicReference<>(deadlines.begin(AT_ONCE));
            SendDeadlines.Send first = current.get();
            CountDownLatch connecting = new CountDownLatch(1);
            CountDownLatch connected = new CountDownLatch(1);
            Timers timers = new Timers("timers");
            var unused = timers.schedule(
                    () -> {
                        // A cancel goes by a connection of its own, which takes its time.
                        connecting.countDown();
                        connected.await();
                        if (!fixed || first.outstanding()) {
                            current.get().strike(first);
                        }
                        return null;
                    },
                    AT_ONCE.toMillis(),
                    TimeUnit.MILLISECONDS);
            connecting.await();
            first.deliver();
            SendDeadlines.Send second = deadlines.begin(OF_THE_NEXT_STATEMENT);
            current.set(second);
            connected.countDown();
            timers.after(OF_THE_NEXT_STATEMENT, second::expire);
        };
    }

    /** A request that waits a whole timeout after each of six redirects; fixed by one deadline for the request. */
    static DeadlineScript timeoutPerHop(boolean fixed) {
        return deadlines -> {
            Timers loop = new Timers("event-loop");
            SendDeadlines.Send send = deadlines.begin(OF_THE_REQUEST);
            Request request = new Request(loop, send, fixed, System.nanoTime(), new AtomicReference<>());
            loop.execute(() -> hop(HOPS, request));
        };
    }

    private record Request(
            Timers loop,
            SendDeadlines.Send send,
            boolean keepsDeadline,
            long startNanos,
            AtomicReference<ScheduledFuture<?>> timer) {}

    /** Runs on the loop. The redirect is armed first, so that it is due before the timer however long the thread stalls. */
    private static void hop(int left, Request request) {
        if (left > 0) {
            request.loop().after(HOP, () -> {
                if (request.timer().get().cancel(false)) {
                    hop(left - 1, request);
                }
            });
        }
        long spentNanos = request.keepsDeadline() ? System.nanoTime() - request.startNanos() : 0;
        request.timer().set(request.loop().after(OF_THE_REQUEST.toNanos() - spentNanos, request.send()::expire));
    }
}
