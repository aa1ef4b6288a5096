package afterglow.contract;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faulty strategies that are right most of the time: one expiry in many, one lane, one moment. */
final class GuiltyNowAndThen {

    private GuiltyNowAndThen() {}

    /** Loses every 64th expiry of each lane. */
    static final class LosesEach64thOfALane extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private int expiries;

                @Override
                void fire(long ticket) {
                    if (++expiries % 64 != 0) {
                        super.fire(ticket);
                    }
                }
            };
        }
    }

    /** Loses one expiry in 100, of the fourth lane alone. */
    static final class LosesSomeOfOneLane extends Suspect {

        private final AtomicInteger opened = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            boolean unlucky = opened.incrementAndGet() == 4;
            return new Timer(expiry) {

                private int expiries;

                @Override
                void fire(long ticket) {
                    if (!unlucky || ++expiries % 100 != 0) {
                        super.fire(ticket);
                    }
                }
            };
        }
    }

    /** Fires twice once in 500 times. */
    static final class FiresTwiceOnceIn500 extends Suspect {

        private final AtomicInteger expiries = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> {
                expiry.expire(ticket);
                if (expiries.incrementAndGet() % 500 == 0) {
                    expiry.expire(ticket);
                }
            });
        }
    }

    /** A lane that is disarmed while it expires never expires again. */
    static final class EndsWithARace extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private volatile boolean expiring;
                private volatile boolean over;

                @Override
                void fire(long ticket) {
                    expiring = true;
                    LockSupport.parkNanos(20_000);
                    expiring = false;
                    if (!over) {
                        super.fire(ticket);
                    }
                }

                @Override
                public void disarm() {
                    over |= expiring;
                    super.disarm();
                }
            };
        }
    }

    /** Gives the slot of a closed lane to the next one, and with it a timer that was never cancelled. */
    static final class ReusesSlotsInUse extends Suspect {

        /** What one lane after another has. */
        private static final class Slot {
            volatile @Nullable Expiry expiry;
            volatile long armed;
        }

        private final Deque<Slot> free = new ArrayDeque<>();

        @Override
        public Timeout open(Expiry expiry) {
            Slot slot = taken();
            slot.expiry = expiry;
            return new Timer(expiry) {
                @Override
                void fire(long ticket) {
                    Expiry now = slot.expiry;
                    if (now != null && slot.armed == ticket) {
                        now.expire(ticket);
                    }
                }

                @Override
                public void arm(long nanos, long ticket) {
                    slot.armed = ticket;
                    super.arm(nanos, ticket);
                }

                @Override
                public void disarm() {
                    slot.armed = 0;
                }

                @Override
                public void close() {
                    slot.expiry = null;
                    synchronized (free) {
                        free.push(slot);
                    }
                }
            };
        }

        private Slot taken() {
            synchronized (free) {
                return free.isEmpty() ? new Slot() : free.pop();
            }
        }
    }

    /** Sleeps until the first is due, but at most 50 ms, and is not woken for one that is due before. */
    static final class IsNotWoken extends Suspect {

        private static final long LOOK_NANOS = 50_000_000;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                @Override
                public void arm(long nanos, long ticket) {
                    Delayed first = (Delayed) scheduler.getQueue().peek();
                    long before = first == null ? 0 : first.getDelay(TimeUnit.NANOSECONDS) - nanos;
                    long untilItLooks = LOOK_NANOS - (System.nanoTime() + nanos) % LOOK_NANOS;
                    super.arm(before > 0 ? nanos + Math.min(before, untilItLooks) : nanos, ticket);
                }
            };
        }
    }

    /** Looks for what is due again and again, and the more seldom the longer there was nothing. */
    static final class BacksOff extends Suspect {

        private static final long LEAST_NANOS = 500_000;
        private static final long MOST_NANOS = 160_000_000;

        private record Due(long atNanos, Runnable expiry) {}

        private final Queue<Due> due = new ConcurrentLinkedQueue<>();
        private final Thread thread = DaemonThreads.named("guilty").newThread(this::look);

        BacksOff() {
            thread.start();
        }

        private void look() {
            long sleep = LEAST_NANOS;
            while (!Thread.currentThread().isInterrupted()) {
                due.removeIf(BacksOff::isOver);
                sleep = due.isEmpty() ? Math.min(2 * sleep, MOST_NANOS) : LEAST_NANOS;
                LockSupport.parkNanos(sleep);
            }
        }

        private static boolean isOver(Due one) {
            boolean over = System.nanoTime() - one.atNanos() >= 0;
            if (over) {
                one.expiry().run();
            }
            return over;
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timeout() {

                private @Nullable Due armed;

                @Override
                public void arm(long nanos, long ticket) {
                    // Far away is far enough, and nothing overflows.
                    long most = Math.min(Math.max(nanos, 0), TimeUnit.DAYS.toNanos(10_000));
                    armed = new Due(System.nanoTime() + most, () -> expiry.tell(ticket));
                    due.add(armed);
                }

                @Override
                public void disarm() {
                    if (armed != null) {
                        due.remove(armed);
                    }
                }
            };
        }

        @Override
        public void close() {
            thread.interrupt();
            super.close();
        }
    }

    /** Stops for good once nothing was armed or disarmed for 150 ms. */
    static final class StopsWhenIdle extends Suspect {

        private static final long MOST_IDLE_NANOS = 150_000_000;

        private volatile long usedAt = System.nanoTime();
        private volatile boolean stopped;

        private void use() {
            stopped |= System.nanoTime() - usedAt > MOST_IDLE_NANOS;
            usedAt = System.nanoTime();
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    use();
                    if (!stopped) {
                        super.arm(nanos, ticket);
                    }
                }

                @Override
                public void disarm() {
                    use();
                    super.disarm();
                }
            };
        }
    }

    /** The lanes from the 10,001st on wait 15 ms longer. */
    static final class LateForTheNewest extends Suspect {

        private final AtomicInteger opened = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            boolean late = opened.incrementAndGet() > 10_000;
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(late && nanos < TimeUnit.MINUTES.toNanos(1) ? nanos + 15_000_000 : nanos, ticket);
                }
            };
        }
    }

    /** One lane in so many waits so much longer. */
    static final class LateForOneLaneIn extends Suspect {

        private final int each;
        private final long addedNanos;
        private final AtomicInteger opened = new AtomicInteger();

        LateForOneLaneIn(int each, long addedMillis) {
            this.each = each;
            addedNanos = TimeUnit.MILLISECONDS.toNanos(addedMillis);
        }

        @Override
        public Timeout open(Expiry expiry) {
            boolean late = opened.incrementAndGet() % each == 0;
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(late && nanos < TimeUnit.MINUTES.toNanos(1) ? nanos + addedNanos : nanos, ticket);
                }
            };
        }
    }

    /** Expires on a new thread each time, which ends at once. */
    static final class AShortThreadForEachExpiry extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> DaemonThreads.named("guilty")
                    .newThread(() -> expiry.expire(ticket))
                    .start());
        }
    }

    /** One lane of all, by its number, waits longer than it should, or loses what it armed. */
    static final class OtherwiseForOneLane extends Suspect {

        private final int unlucky;
        private final LongUnaryOperator longer;
        private final AtomicInteger opened = new AtomicInteger();

        OtherwiseForOneLane(int unlucky, LongUnaryOperator longer) {
            this.unlucky = unlucky;
            this.longer = longer;
        }

        @Override
        public Timeout open(Expiry expiry) {
            boolean otherwise = opened.incrementAndGet() == unlucky;
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    boolean isShort = nanos < TimeUnit.MINUTES.toNanos(1);
                    super.arm(otherwise && isShort ? longer.applyAsLong(nanos) : nanos, ticket);
                }
            };
        }
    }

    /** Of every 500 timeouts of a lane that are long enough one is shorter, or longer, than it should be. */
    static final class OtherwiseOnceIn500 extends Suspect {

        private final long addedNanos;

        OtherwiseOnceIn500(long addedNanos) {
            this.addedNanos = addedNanos;
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private int arms;

                @Override
                public void arm(long nanos, long ticket) {
                    boolean otherwise = nanos > 300_000 && nanos < TimeUnit.MINUTES.toNanos(1) && ++arms % 500 == 0;
                    super.arm(otherwise ? nanos + addedNanos : nanos, ticket);
                }
            };
        }
    }

    /** From the 65,536th on, no expiry of a lane comes. */
    static final class CountsExpiriesInTwoBytes extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private int expiries;

                @Override
                void fire(long ticket) {
                    if (++expiries < 1 << 16) {
                        super.fire(ticket);
                    }
                }
            };
        }
    }

    /** Keeps its lanes in a list, and looks through all of it for a new one. */
    static final class SearchesAtOpen extends Suspect {

        private final List<Timeout> lanes = new ArrayList<>();

        @Override
        public Timeout open(Expiry expiry) {
            Timer lane = new Timer(expiry) {
                @Override
                public void close() {
                    synchronized (lanes) {
                        lanes.remove(lanes.size() - 1);
                    }
                }
            };
            synchronized (lanes) {
                if (!lanes.contains(lane)) {
                    lanes.add(lane);
                }
            }
            return lane;
        }
    }

    /** What has more than three seconds comes one second late. */
    static final class LateAfterSeconds extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    boolean late = nanos > TimeUnit.SECONDS.toNanos(3) && nanos < TimeUnit.MINUTES.toNanos(1);
                    super.arm(late ? nanos + TimeUnit.SECONDS.toNanos(1) : nanos, ticket);
                }
            };
        }
    }
}
