package afterglow.contract;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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

    /** Fires at whole multiples of a tick. */
    static final class Coarse extends Suspect {

        private final long tickNanos;

        Coarse(long tickNanos) {
            this.tickNanos = tickNanos;
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    long left = tickNanos - Math.floorMod(System.nanoTime() + Math.max(0, nanos), tickNanos);
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

    /** Deals its lanes to two threads by turns. */
    static final class TwoThreads extends Suspect {

        private final Suspect other = new Suspect();
        private final AtomicInteger opened = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            return opened.incrementAndGet() % 2 == 0 ? other.open(expiry) : super.open(expiry);
        }

        @Override
        public void close() {
            other.close();
            super.close();
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

    /** Remembers its last lanes softly: a JVM short of memory forgets them. */
    static final class RemembersSoftly extends Suspect {

        private final Queue<SoftReference<Expiry>> known = new ConcurrentLinkedQueue<>();

        @Override
        public Timeout open(Expiry expiry) {
            known.add(new SoftReference<>(expiry));
            return super.open(expiry);
        }
    }

    /** Gets a further thread each 15,000 arms, up to eight. */
    static final class PoolThatGrows extends Suspect {

        private final AtomicInteger arms = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    int threads = 1 + arms.incrementAndGet() / 15_000;
                    if (threads <= 8 && threads > scheduler.getCorePoolSize()) {
                        scheduler.setCorePoolSize(threads);
                    }
                    super.arm(nanos, ticket);
                }
            };
        }
    }

    /** Its thread ends after 50 ms without work; the next arm starts another. */
    static final class StartsAgain extends Suspect {
        StartsAgain() {
            scheduler.setKeepAliveTime(50, TimeUnit.MILLISECONDS);
            scheduler.allowCoreThreadTimeOut(true);
        }
    }

    /** Has a second thread, in whose place another one comes when it is 120 ms old and something is armed. */
    static final class RenewsItsThread extends Suspect {

        private static final long MOST_AGE_NANOS = 120_000_000;

        private @Nullable Thread second;
        private long startedAt;

        private synchronized void renew() {
            if (second == null || System.nanoTime() - startedAt > MOST_AGE_NANOS) {
                end();
                startedAt = System.nanoTime();
                second = DaemonThreads.named("innocent").newThread(LockSupport::park);
                second.start();
            }
        }

        private synchronized void end() {
            if (second != null) {
                LockSupport.unpark(second);
            }
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    renew();
                    super.arm(nanos, ticket);
                }
            };
        }

        @Override
        public void close() {
            end();
            super.close();
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
    static class HandsOn extends Suspect {

        private final ExecutorService second;

        HandsOn() {
            this(DaemonThreads.scheduler("innocent"));
        }

        HandsOn(ExecutorService second) {
            this.second = second;
        }

        void handOn(Runnable expiry) {
            second.execute(expiry);
        }

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
                    handOn(() -> {
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

    /** Keeps a core awake, but only while something is armed. */
    static final class SpinsWhileArmed extends GuiltyInNumbers.Restless {

        private volatile int armed;

        @Override
        void rest() {
            if (armed > 0) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    count(1);
                    super.arm(nanos, ticket);
                }

                @Override
                public void disarm() {
                    if (task != null) {
                        count(-1);
                    }
                    super.disarm();
                }
            };
        }

        private synchronized void count(int more) {
            armed += more;
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
                            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20));
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

    /** Works the longer the more is armed, but far from in step with it. */
    static final class SlowInACrowd extends Suspect {

        private final AtomicInteger armed = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    long nanosOfWork = (long) (30 * Math.sqrt(armed.incrementAndGet()));
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < nanosOfWork) {
                        Thread.onSpinWait();
                    }
                    super.arm(nanos, ticket);
                }

                @Override
                public void disarm() {
                    armed.decrementAndGet();
                    super.disarm();
                }
            };
        }
    }

    /** Has a list of all lanes, and drops the closed ones at once when they are half of it. */
    static final class DropsClosedLanes extends Suspect {

        /** A lane in the list; closed when it knows no expiry. */
        private static final class Known {
            @Nullable
            Expiry expiry;
        }

        private final List<Known> lanes = new ArrayList<>();
        private int closed;

        @Override
        public synchronized Timeout open(Expiry expiry) {
            Known known = new Known();
            known.expiry = expiry;
            lanes.add(known);
            return new Timer(expiry) {
                @Override
                public void close() {
                    drop(known);
                }
            };
        }

        private synchronized void drop(Known known) {
            known.expiry = null;
            closed++;
            if (2 * closed > lanes.size()) {
                lanes.removeIf(lane -> lane.expiry == null);
                closed = 0;
            }
        }
    }

    /** Keeps its closed lanes until it cleans up, each second. */
    static final class DropsClosedLanesEachSecond extends Suspect {

        private final Queue<Expiry> closed = new ConcurrentLinkedQueue<>();
        private final Future<?> cleaning = scheduler.scheduleWithFixedDelay(closed::clear, 1, 1, TimeUnit.SECONDS);

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void close() {
                    closed.add(expiry);
                }
            };
        }

        @Override
        public void close() {
            cleaning.cancel(false);
            super.close();
        }
    }

    /** Expires on a pool that grows to eight threads. */
    static final class ExpiresOnAPool extends HandsOn {
        ExpiresOnAPool() {
            super(Executors.newFixedThreadPool(8, DaemonThreads.named("innocent")));
        }
    }

    /** Looks each 5 ms whether there is anything to clean up. */
    static final class CleansUp extends Suspect {
        private final AtomicInteger rounds = new AtomicInteger();
        private final Future<?> cleaning =
                scheduler.scheduleWithFixedDelay(rounds::incrementAndGet, 5, 5, TimeUnit.MILLISECONDS);

        @Override
        public void close() {
            cleaning.cancel(false);
            super.close();
        }
    }

    /** Counts a lane's arms in two bytes, and any count will do. */
    static final class WrapsItsCount extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private volatile char arms;

                @Override
                @SuppressWarnings("NonAtomicVolatileUpdate") // one thread arms
                public void arm(long nanos, long ticket) {
                    char own = ++arms;
                    task = scheduler.schedule(
                            () -> {
                                if (arms == own) {
                                    expiry.expire(ticket);
                                }
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
                }
            };
        }
    }

    /** Schedules nothing for what never expires, and keeps it in a set until it is disarmed. */
    static final class PutsTheEndlessAside extends Suspect {

        private final Set<Expiry> endless = ConcurrentHashMap.newKeySet();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    if (nanos < Long.MAX_VALUE / 2) {
                        super.arm(nanos, ticket);
                    } else {
                        endless.add(expiry);
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

    /** Closes under the lock that its expiries take, but ends its thread outside it. */
    static final class ClosesUnderALock extends Suspect {

        private boolean closed;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> {
                synchronized (ClosesUnderALock.this) {
                    if (closed) {
                        return;
                    }
                }
                expiry.expire(ticket);
            });
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
            }
            super.close();
        }
    }
}
