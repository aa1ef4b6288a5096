package afterglow.contract;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Faulty strategies, each with one fault. */
final class Guilty {

    private Guilty() {}

    /** Its clock runs a millisecond ahead. */
    static final class FiresEarly extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos > Long.MAX_VALUE / 2 ? nanos : nanos - 1_000_000, ticket);
                }
            };
        }
    }

    static final class NeverFires extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> {});
        }
    }

    static final class FiresTwice extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> {
                expiry.expire(ticket);
                expiry.expire(ticket);
            });
        }
    }

    /** Disarming only forgets; the task is cancelled by the next arm, if there is one. */
    static final class FiresStaleTickets extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.disarm();
                    super.arm(nanos, ticket);
                }

                @Override
                public void disarm() {}

                @Override
                public void close() {
                    super.disarm();
                }
            };
        }
    }

    /** Its abandoned timers expire whatever ticket is armed when they fire. */
    static final class EndsALaterSend extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private volatile long armed;

                @Override
                public void arm(long nanos, long ticket) {
                    armed = ticket;
                    super.arm(nanos, ticket);
                }

                @Override
                void fire(long ticket) {
                    long current = armed;
                    armed = 0;
                    if (current != 0) {
                        expiry.expire(current);
                    }
                }

                @Override
                public void disarm() {
                    armed = 0;
                }
            };
        }
    }

    /** All lanes share one deadline: the latest. */
    static final class PutsOffOthers extends Suspect {

        private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();
        private final Future<?> looking;
        private volatile long quietAt = System.nanoTime();

        PutsOffOthers() {
            looking = scheduler.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            looking.cancel(false);
            super.close();
        }

        private void look() {
            if (quietAt - System.nanoTime() <= 0) {
                for (Runnable one = due.poll(); one != null; one = due.poll()) {
                    one.run();
                }
            }
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private volatile long armed;

                @Override
                public void arm(long nanos, long ticket) {
                    armed = ticket;
                    // An hour puts nobody off, so that this is seen only among lanes with like deadlines.
                    if (nanos < TimeUnit.MINUTES.toNanos(1)) {
                        quietAt = System.nanoTime() + Math.max(nanos, 0);
                        due.add(() -> fire(ticket));
                    }
                }

                @Override
                void fire(long ticket) {
                    if (armed == ticket) {
                        expiry.tell(ticket);
                    }
                }

                @Override
                public void disarm() {
                    armed = 0;
                }
            };
        }
    }

    /** Opens a thread for each lane, and ends it only when the strategy is closed. */
    static final class LeaksAThreadForEachLane extends Suspect {

        private final ThreadFactory threads = DaemonThreads.named("guilty");
        private final List<Thread> started = new CopyOnWriteArrayList<>();

        @Override
        public Timeout open(Expiry expiry) {
            Thread thread = threads.newThread(LeaksAThreadForEachLane::sleep);
            started.add(thread);
            thread.start();
            return super.open(expiry);
        }

        private static void sleep() {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
        }

        @Override
        public void close() {
            started.forEach(Thread::interrupt);
            super.close();
        }
    }

    static final class BlocksInArm extends Suspect {

        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
        }
    }

    /** Sleeps a little at each arm, as one does who waits for his thread to take the task. */
    static final class DawdlesInArm extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    LockSupport.parkNanos(1_000_000);
                    super.arm(nanos, ticket);
                }
            };
        }
    }

    /** Hands each arm over to its thread, and waits until that has it. */
    static final class AsksItsThread extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    try {
                        scheduler.submit(() -> super.arm(nanos, ticket)).get();
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }
    }

    static final class ThrowsInArm extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    if (ticket == 100) {
                        throw new IllegalStateException("too many sends");
                    }
                    super.arm(nanos, ticket);
                }
            };
        }
    }

    /** The first expiry that throws is its last. */
    static final class EndsWithAnExpiryThatThrows extends Suspect {

        private volatile boolean over;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> {
                if (!over) {
                    over = true;
                    expiry.expire(ticket);
                    over = false;
                }
            });
        }
    }

    /** Goes on after an exception, but not after an error. */
    static final class EndsWithAnError extends Suspect {

        private volatile boolean over;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> {
                try {
                    if (!over) {
                        expiry.expire(ticket);
                    }
                } catch (Error e) {
                    over = true;
                    throw e;
                }
            });
        }
    }

    /** Beside something endless nothing else expires: their deadlines overflow, and are in no order. */
    static final class LosesBesideTheEndless extends Suspect {

        private final Set<Expiry> endless = ConcurrentHashMap.newKeySet();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    if (nanos > Long.MAX_VALUE / 2) {
                        endless.add(expiry);
                    } else if (endless.isEmpty()) {
                        super.arm(nanos, ticket);
                    }
                }

                @Override
                public void disarm() {
                    endless.remove(expiry);
                    super.disarm();
                }
            };
        }
    }

    static final class HoldsALaneAfterClose extends Suspect {

        private final Queue<Timeout> lanes = new ConcurrentLinkedQueue<>();

        @Override
        public Timeout open(Expiry expiry) {
            Timeout lane = super.open(expiry);
            lanes.add(lane);
            return lane;
        }
    }

    static final class LeavesAThreadAfterClose extends Suspect {

        LeavesAThreadAfterClose() {
            // Not for ever, for the sake of the tests that follow.
            DaemonThreads.named("guilty")
                    .newThread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20)))
                    .start();
        }
    }

    /** Tells the lanes that are still armed, but only a moment after it closed. */
    static final class FiresAfterClose extends Suspect {

        private final Queue<Runnable> armed = new ConcurrentLinkedQueue<>();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private @Nullable Runnable late;

                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos, ticket);
                    late = () -> expiry.expire(ticket);
                    armed.add(late);
                }

                @Override
                public void disarm() {
                    super.disarm();
                    if (late != null) {
                        armed.remove(late);
                    }
                    late = null;
                }
            };
        }

        @Override
        public void close() {
            super.close();
            List<Runnable> left = List.copyOf(armed);
            armed.clear();
            DaemonThreads.named("guilty")
                    .newThread(() -> {
                        LockSupport.parkNanos(5_000_000);
                        left.forEach(Runnable::run);
                    })
                    .start();
        }
    }
}
