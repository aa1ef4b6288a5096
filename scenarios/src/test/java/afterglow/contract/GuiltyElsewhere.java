package afterglow.contract;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Faulty strategies that are right for one lane on one thread: the fault shows beside others, or from another thread. */
final class GuiltyElsewhere {

    private GuiltyElsewhere() {}

    /** Tells an expiry again if it threw. */
    static final class TriesAgain extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                void fire(long ticket) {
                    try {
                        super.fire(ticket);
                    } catch (RuntimeException | Error e) {
                        super.fire(ticket);
                    }
                }
            };
        }
    }

    /** Tells expiries under the lock that an arm takes. */
    static final class TellsUnderItsLock extends Suspect {

        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    lock.lock();
                    try {
                        super.arm(nanos, ticket);
                    } finally {
                        lock.unlock();
                    }
                }

                @Override
                void fire(long ticket) {
                    lock.lock();
                    try {
                        super.fire(ticket);
                    } finally {
                        lock.unlock();
                    }
                }
            };
        }
    }

    /** Takes its lock so that an interrupt ends the wait, and then arms nothing. */
    static final class ForgetsTheInterrupted extends Suspect {

        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    try {
                        lock.lockInterruptibly();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return;
                    }
                    try {
                        super.arm(nanos, ticket);
                    } finally {
                        lock.unlock();
                    }
                }
            };
        }
    }

    /** Keeps what a thread armed with that thread, and looks for it with the one that disarms. */
    static final class LooksByThread extends Suspect {

        private final Map<Long, Map<Timeout, Timer>> armed = new ConcurrentHashMap<>();

        private Map<Timeout, Timer> own() {
            return armed.computeIfAbsent(Thread.currentThread().getId(), thread -> new ConcurrentHashMap<>());
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timeout() {
                @Override
                public void arm(long nanos, long ticket) {
                    Timer timer = new Timer(expiry);
                    own().put(this, timer);
                    timer.arm(nanos, ticket);
                }

                @Override
                public void disarm() {
                    Timer timer = own().remove(this);
                    if (timer != null) {
                        timer.disarm();
                    }
                }
            };
        }
    }

    /** Starts a thread for each thread that ever arms. */
    static final class AThreadForEachSender extends Suspect {

        private final Map<Thread, Thread> helpers = new ConcurrentHashMap<>();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    helpers.computeIfAbsent(Thread.currentThread(), sender -> helper());
                    super.arm(nanos, ticket);
                }
            };
        }

        private static Thread helper() {
            Thread helper = DaemonThreads.named("helper").newThread(LockSupport::park);
            helper.start();
            return helper;
        }

        @Override
        public void close() {
            helpers.values().forEach(LockSupport::unpark);
            super.close();
        }
    }

    /** Keeps what is armed for ever with the thread that armed it, and forgets it if that thread disarms it. */
    static final class KeepsTheEndlessByThread extends Suspect {

        private final Map<Long, Set<Expiry>> endless = new ConcurrentHashMap<>();

        private Set<Expiry> own() {
            return endless.computeIfAbsent(Thread.currentThread().getId(), thread -> ConcurrentHashMap.newKeySet());
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    if (nanos == Long.MAX_VALUE) {
                        own().add(expiry);
                    } else {
                        super.arm(nanos, ticket);
                    }
                }

                @Override
                public void disarm() {
                    own().remove(expiry);
                    super.disarm();
                }
            };
        }
    }

    /** Numbers its lanes in two bytes: one that is open long loses its number to another. */
    static final class NumbersLanesInTwoBytes extends Suspect {

        private final Map<Integer, Timer> lanes = new ConcurrentHashMap<>();
        private final AtomicInteger opened = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            int number = opened.getAndIncrement() & 0xFFFF;
            Timer lane = new Timer(expiry) {
                @Override
                void fire(long ticket) {
                    if (lanes.get(number) == this) {
                        super.fire(ticket);
                    }
                }

                @Override
                public void close() {
                    lanes.remove(number, this);
                }
            };
            lanes.put(number, lane);
            return lane;
        }
    }

    /** Tells each 20 ms, as it says, what has come due, of which it has room for 8,192. */
    static final class HasRoomFor8192 extends Innocent.HandsOn {

        private final BlockingQueue<Runnable> due = new ArrayBlockingQueue<>(8_192);

        private final Future<?> telling = scheduler.scheduleWithFixedDelay(this::tell, 20, 20, TimeUnit.MILLISECONDS);

        @Override
        void handOn(Runnable expiry) {
            due.offer(expiry);
        }

        private void tell() {
            List<Runnable> batch = new ArrayList<>();
            due.drainTo(batch);
            batch.forEach(Runnable::run);
        }

        @Override
        public void close() {
            telling.cancel(false);
            super.close();
        }
    }

    /** Spins once an expiry has thrown. */
    static final class SpinsOnceOneThrew extends Suspect {

        private volatile boolean closed;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                void fire(long ticket) {
                    try {
                        super.fire(ticket);
                    } catch (RuntimeException | Error e) {
                        DaemonThreads.named("spinning")
                                .newThread(() -> {
                                    while (!closed) {
                                        Thread.onSpinWait();
                                    }
                                })
                                .start();
                    }
                }
            };
        }

        @Override
        public void close() {
            closed = true;
            super.close();
        }
    }

    /** Spins for three seconds after its last arm, for the next one. */
    static final class SpinsForSeconds extends Suspect {

        private volatile long lastArm = System.nanoTime();
        private volatile boolean closed;

        SpinsForSeconds() {
            DaemonThreads.named("spinning")
                    .newThread(() -> {
                        while (!closed) {
                            if (System.nanoTime() - lastArm < TimeUnit.SECONDS.toNanos(3)) {
                                Thread.onSpinWait();
                            } else {
                                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                            }
                        }
                    })
                    .start();
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    lastArm = System.nanoTime();
                    super.arm(nanos, ticket);
                }
            };
        }

        @Override
        public void close() {
            closed = true;
            super.close();
        }
    }
}
