package afterglow.contract;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Strategies that look odd and are right. */
final class Innocent {

    private Innocent() {}

    /** Works for 50 us at each arm and each expiry; it waits for nothing. */
    static final class Slow extends Suspect {

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> {
                work();
                expiry.expire(ticket);
            }) {
                @Override
                public void arm(long nanos, long ticket) {
                    work();
                    super.arm(nanos, ticket);
                }
            };
        }

        private static void work() {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 50_000) {
                Thread.onSpinWait();
            }
        }
    }

    /** Fires at whole multiples of 50 ms, and says so. */
    static final class Coarse extends Suspect {

        static final long TICK_NANOS = 50_000_000;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    long left = TICK_NANOS - Math.floorMod(System.nanoTime() + Math.max(0, nanos), TICK_NANOS);
                    super.arm(Math.max(0, nanos) > Long.MAX_VALUE - left ? nanos : Math.max(0, nanos) + left, ticket);
                }
            };
        }
    }

    /** Throws 16 KiB away at each arm. */
    static final class AllocatesMuch extends Suspect {

        private volatile byte @Nullable [] last;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    last = new byte[16 << 10];
                    super.arm(nanos, ticket);
                }
            };
        }
    }

    /** Has a thread of its own over a queue of its own, and no executor. */
    static final class OwnThread implements TimeoutStrategy {

        private final DelayQueue<Due> queue = new DelayQueue<>();
        private final Thread thread = DaemonThreads.named("innocent").newThread(this::run);

        OwnThread() {
            thread.start();
        }

        private static final class Due implements Delayed {

            private final long atNanos;
            private final Runnable expiry;

            Due(long atNanos, Runnable expiry) {
                this.atNanos = atNanos;
                this.expiry = expiry;
            }

            @Override
            public long getDelay(TimeUnit unit) {
                return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            }

            @Override
            public int compareTo(Delayed other) {
                return Long.signum(atNanos - ((Due) other).atNanos);
            }

            @Override
            public boolean equals(Object other) {
                return this == other;
            }

            @Override
            public int hashCode() {
                return System.identityHashCode(this);
            }
        }

        private void run() {
            try {
                while (true) {
                    queue.take().expiry.run();
                }
            } catch (InterruptedException e) {
                // That is how it is told to end.
                queue.clear();
            }
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timeout() {

                private @Nullable Due due;

                @Override
                public void arm(long nanos, long ticket) {
                    long length = Math.min(Math.max(nanos, 0), Long.MAX_VALUE / 2);
                    due = new Due(System.nanoTime() + length, () -> expiry.tell(ticket));
                    queue.add(due);
                }

                @Override
                public void disarm() {
                    if (due != null) {
                        queue.remove(due);
                        due = null;
                    }
                }
            };
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Starts its thread at the first arm. */
    static final class StartsLazily implements TimeoutStrategy {

        private @Nullable Suspect made;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timeout() {

                private @Nullable Timeout timeout;

                @Override
                public void arm(long nanos, long ticket) {
                    if (timeout == null) {
                        timeout = delegate().open(expiry);
                    }
                    timeout.arm(nanos, ticket);
                }

                @Override
                public void disarm() {
                    if (timeout != null) {
                        timeout.disarm();
                    }
                }
            };
        }

        private synchronized Suspect delegate() {
            if (made == null) {
                made = new Suspect();
            }
            return made;
        }

        @Override
        public synchronized void close() {
            if (made != null) {
                made.close();
            }
        }
    }

    /** Has several threads, however many lanes there are. */
    static final class Pool extends Suspect {
        Pool() {
            scheduler.setCorePoolSize(6);
        }
    }

    /** Remembers its lanes weakly. */
    static final class RemembersWeakly extends Suspect {

        private final Map<Timeout, String> known = Collections.synchronizedMap(new WeakHashMap<>());

        @Override
        public Timeout open(Expiry expiry) {
            Timeout lane = super.open(expiry);
            known.put(lane, "a lane");
            return lane;
        }
    }

    /** Lets the lane sleep for some microseconds only, and now and then not at all. */
    static final class WakesOften extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private int asked;

                @Override
                public long parkNanos() {
                    return asked++ % 3 * 10_000L;
                }
            };
        }
    }

    /** Has no timer: whoever waits asks it. */
    static final class Asked implements TimeoutStrategy {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timeout() {

                private long start;
                private long length;
                private long ticket;

                @Override
                public void arm(long nanos, long of) {
                    start = System.nanoTime();
                    length = nanos;
                    ticket = of;
                }

                @Override
                public void disarm() {
                    ticket = 0;
                }

                @Override
                public long parkNanos() {
                    long left = length <= 0 ? 0 : length - (System.nanoTime() - start);
                    if (left <= 0 && ticket != 0) {
                        expiry.tell(ticket);
                        ticket = 0;
                    }
                    return Math.max(left, 0);
                }
            };
        }
    }

    /** Hands each expiry on to another thread. */
    static final class HandsOn extends Suspect {

        private final ScheduledThreadPoolExecutor second = DaemonThreads.scheduler("innocent");

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
                    second.execute(() -> {
                        if (armed == ticket) {
                            expiry.expire(ticket);
                        }
                    });
                }

                @Override
                public void disarm() {
                    armed = 0;
                    super.disarm();
                }
            };
        }

        @Override
        public void close() {
            super.close();
            DaemonThreads.stop(second);
        }
    }

    /** Locks all its lanes out while it arms one, but for no longer than that. */
    static final class OneLock extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    synchronized (OneLock.this) {
                        super.arm(nanos, ticket);
                    }
                }
            };
        }
    }

    /** Uses a thread that belongs to the whole JVM and outlives it, and says so. */
    static final class SharesAThread extends Suspect {

        static final String THREAD = "afterglow-innocent-shared";

        @Override
        public Timeout open(Expiry expiry) {
            Executor library = task -> {
                Thread thread = new Thread(
                        () -> {
                            task.run();
                            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20));
                        },
                        THREAD);
                thread.setDaemon(true);
                thread.start();
            };
            if (Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals(THREAD))) {
                library.execute(() -> {});
            }
            return super.open(expiry);
        }
    }
}
