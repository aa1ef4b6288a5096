package afterglow.contract;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faulty strategies whose fault shows only in numbers: of lanes, arms, sends, or of things at once. */
final class GuiltyInNumbers {

    private GuiltyInNumbers() {}

    /** Waits longer once more than so many lanes are open. */
    static final class LateInACrowd extends Suspect {

        private final int most;
        private final LongUnaryOperator longer;
        private final AtomicInteger open = new AtomicInteger();

        LateInACrowd(int most, LongUnaryOperator longer) {
            this.most = most;
            this.longer = longer;
        }

        @Override
        public Timeout open(Expiry expiry) {
            open.incrementAndGet();
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    boolean late = open.get() > most && nanos < TimeUnit.MINUTES.toNanos(1);
                    super.arm(late ? longer.applyAsLong(nanos) : nanos, ticket);
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }
    }

    /** Has a thread over a queue of its own, in an order that the subclass gets wrong. */
    abstract static class OwnQueue implements TimeoutStrategy {

        /** What is armed. */
        static final class Entry {
            final long nanos;
            final long dueAt;
            final Runnable expiry;
            int index;

            Entry(long nanos, Runnable expiry) {
                this.nanos = Math.min(Math.max(nanos, 0), Long.MAX_VALUE / 4);
                this.dueAt = System.nanoTime() + this.nanos;
                this.expiry = expiry;
            }
        }

        private final Thread thread = DaemonThreads.named("guilty").newThread(this::run);
        private boolean closed;

        abstract void add(Entry entry);

        abstract void remove(Entry entry);

        abstract @Nullable Entry first();

        final OwnQueue started() {
            thread.start();
            return this;
        }

        private void run() {
            while (true) {
                Entry due;
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    due = first();
                    long left = due == null ? TimeUnit.HOURS.toNanos(1) : due.dueAt - System.nanoTime();
                    if (due == null || left > 0) {
                        try {
                            wait(left / 1_000_000, (int) (left % 1_000_000));
                        } catch (InterruptedException e) {
                            return;
                        }
                        continue;
                    }
                    remove(due);
                }
                due.expiry.run();
            }
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timeout() {

                private @Nullable Entry entry;

                @Override
                public void arm(long nanos, long ticket) {
                    synchronized (OwnQueue.this) {
                        entry = new Entry(nanos, () -> expiry.tell(ticket));
                        add(entry);
                        if (first() == entry) {
                            OwnQueue.this.notifyAll();
                        }
                    }
                }

                @Override
                public void disarm() {
                    synchronized (OwnQueue.this) {
                        if (entry != null) {
                            remove(entry);
                            entry = null;
                        }
                    }
                }
            };
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
                notifyAll();
            }
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Its heap is ordered by how long a timeout is: a long one starves while shorter ones keep coming. */
    static final class OrderedByLength extends OwnQueue {

        private final java.util.TreeSet<Entry> entries =
                new java.util.TreeSet<>(Comparator.<Entry>comparingLong(entry -> entry.nanos)
                        .thenComparingLong(entry -> entry.dueAt)
                        .thenComparingInt(System::identityHashCode));

        @Override
        void add(Entry entry) {
            entries.add(entry);
        }

        @Override
        void remove(Entry entry) {
            entries.remove(entry);
        }

        @Override
        @Nullable
        Entry first() {
            return entries.isEmpty() ? null : entries.first();
        }
    }

    /** A binary heap; {@link BrokenHeap} forgets that what fills a hole may have to rise. */
    static class Heap extends OwnQueue {

        private final List<Entry> heap = new ArrayList<>();

        @Override
        void add(Entry entry) {
            heap.add(entry);
            rise(entry, heap.size() - 1);
        }

        @Override
        void remove(Entry entry) {
            int hole = entry.index;
            if (hole < heap.size() && heap.get(hole) == entry) {
                Entry last = heap.remove(heap.size() - 1);
                if (last != entry) {
                    fill(last, hole);
                }
            }
        }

        void fill(Entry last, int hole) {
            sink(last, hole);
            rise(last, last.index);
        }

        @Override
        @Nullable
        Entry first() {
            return heap.isEmpty() ? null : heap.get(0);
        }

        private void rise(Entry entry, int from) {
            int at = from;
            while (at > 0 && entry.dueAt - heap.get((at - 1) / 2).dueAt < 0) {
                put(heap.get((at - 1) / 2), at);
                at = (at - 1) / 2;
            }
            put(entry, at);
        }

        final void sink(Entry entry, int from) {
            int at = from;
            while (2 * at + 1 < heap.size()) {
                int child = 2 * at + 1;
                if (child + 1 < heap.size() && heap.get(child + 1).dueAt - heap.get(child).dueAt < 0) {
                    child++;
                }
                if (entry.dueAt - heap.get(child).dueAt <= 0) {
                    break;
                }
                put(heap.get(child), at);
                at = child;
            }
            put(entry, at);
        }

        private void put(Entry entry, int at) {
            heap.set(at, entry);
            entry.index = at;
        }
    }

    /** Breaks when elements leave from its middle. */
    static final class BrokenHeap extends Heap {
        @Override
        void fill(Entry last, int hole) {
            sink(last, hole);
        }
    }

    /** Counts a lane's arms in two bytes; a count of 0 is no arm. */
    static final class CountsInTwoBytes extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private char arms;

                @Override
                public void arm(long nanos, long ticket) {
                    arms++;
                    if (arms != 0) {
                        super.arm(nanos, ticket);
                    }
                }
            };
        }
    }

    /** Counts the arms of all lanes in so many bits; a count of 0 is no arm. */
    static final class LosesOneIn extends Suspect {

        private final long mask;
        private final AtomicLong arms = new AtomicLong();

        LosesOneIn(int bits) {
            mask = (1L << bits) - 1;
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    if ((arms.incrementAndGet() & mask) != 0) {
                        super.arm(nanos, ticket);
                    }
                }
            };
        }
    }

    /** Has 65,535 slots for what is armed at once. */
    static final class RunsOutOfSlots extends Suspect {

        private final AtomicInteger armed = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    if (armed.incrementAndGet() < 1 << 16) {
                        super.arm(nanos, ticket);
                    }
                }

                @Override
                public void disarm() {
                    armed.decrementAndGet();
                    super.disarm();
                }
            };
        }
    }

    /** Has slots of 1 ms, each for 1,000 timeouts. Guilty if the rest is lost, innocent if it goes to the next slot. */
    static final class FillsItsSlots extends Suspect {

        private static final long SLOT_NANOS = 1_000_000;

        private final boolean spills;
        private final Map<Long, Integer> slots = new ConcurrentHashMap<>();

        FillsItsSlots(boolean spills) {
            this.spills = spills;
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private long slot;

                @Override
                public void arm(long nanos, long ticket) {
                    // What is far away has a slot of its own.
                    long left = nanos < TimeUnit.MINUTES.toNanos(1) ? nanos : Long.MAX_VALUE;
                    slot = left == Long.MAX_VALUE ? -1 : (System.nanoTime() + left) / SLOT_NANOS;
                    while (slot >= 0 && slots.merge(slot, 1, Integer::sum) > 1_000) {
                        if (!spills) {
                            return;
                        }
                        leave();
                        slot++;
                        left += SLOT_NANOS;
                    }
                    super.arm(slot < 0 ? nanos : left, ticket);
                }

                private void leave() {
                    slots.computeIfPresent(slot, (unused, count) -> count == 1 ? null : count - 1);
                }

                @Override
                public void disarm() {
                    leave();
                    super.disarm();
                }
            };
        }
    }

    /** Runs out of slots when 65,536 lanes were ever open. */
    static final class RunsOutOfLanes extends Suspect {

        private final AtomicInteger opened = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            return opened.incrementAndGet() > 1 << 16 ? new Timer(ticket -> {}) : super.open(expiry);
        }
    }

    /** Keeps four bytes of a ticket. */
    static final class CutsTickets extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> expiry.expire(ticket & 0xffff_ffffL));
        }
    }

    /** Registers a timeout when it is already scheduled: what fires before is not known, and stays. */
    static final class RegistersTooLate extends Suspect {

        private final Map<Long, Expiry> registered = new ConcurrentHashMap<>();
        private final AtomicLong keys = new AtomicLong();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private long key;

                @Override
                public void arm(long nanos, long ticket) {
                    long mine = keys.incrementAndGet();
                    key = mine;
                    task = scheduler.schedule(
                            () -> {
                                Expiry known = registered.remove(mine);
                                if (known != null) {
                                    known.expire(ticket);
                                }
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
                    registered.put(mine, expiry);
                }

                @Override
                public void disarm() {
                    super.disarm();
                    registered.remove(key);
                }
            };
        }
    }

    /** Takes what is so short for over, and tells nobody. */
    static final class Swallows extends Suspect {

        private final long leastNanos;
        private final long mostNanos;

        Swallows(long leastNanos, long mostNanos) {
            this.leastNanos = leastNanos;
            this.mostNanos = mostNanos;
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    if (nanos < leastNanos || nanos > mostNanos) {
                        super.arm(nanos, ticket);
                    }
                }
            };
        }
    }

    /** From some arm of a lane on, short timeouts are longer or shorter than they should be. */
    static final class OtherwiseAfter extends Suspect {

        private final int arms;
        private final long addedNanos;

        OtherwiseAfter(int arms, long addedMillis) {
            this.arms = arms;
            addedNanos = TimeUnit.MILLISECONDS.toNanos(addedMillis);
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {

                private int count;

                @Override
                public void arm(long nanos, long ticket) {
                    boolean otherwise = ++count >= arms && nanos < TimeUnit.MINUTES.toNanos(1);
                    super.arm(otherwise ? nanos + addedNanos : nanos, ticket);
                }
            };
        }
    }

    /** Keeps four bytes of a timeout in ms. */
    static final class CutsMilliseconds extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
                    super.arm(nanos == Long.MAX_VALUE ? nanos : nanos + (((int) millis) - millis) * 1_000_000, ticket);
                }
            };
        }
    }

    /** Remembers what is so long, and does not forget it when it is disarmed. */
    static final class Keeps extends Suspect {

        private final long leastNanos;
        private final long mostNanos;
        private final Set<Expiry> known = ConcurrentHashMap.newKeySet();

        Keeps(long leastNanos, long mostNanos) {
            this.leastNanos = leastNanos;
            this.mostNanos = mostNanos;
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos, ticket);
                    if (nanos >= leastNanos && nanos <= mostNanos) {
                        known.add(expiry);
                    }
                }
            };
        }
    }

    /** Tells an expiry again if its timeout was long. */
    static final class TellsTheLongTwice extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos, ticket);
                    if (nanos > 64_000_000 && nanos < TimeUnit.MINUTES.toNanos(1)) {
                        new Timer(expiry).arm(nanos, ticket);
                    }
                }
            };
        }
    }

    /** Cancels nothing, and tells what was disarmed from what is armed by a count in one byte. */
    static final class CountsArmsInAByte extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                private volatile byte count;
                private volatile long armed;

                @Override
                public void arm(long nanos, long ticket) {
                    armed = ticket;
                    byte own = (byte) (count + 1);
                    count = own;
                    Runnable expires = () -> {
                        if (count == own && armed > 0) {
                            expiry.expire(armed);
                        }
                    };
                    task = scheduler.schedule(expires, nanos, TimeUnit.NANOSECONDS);
                }

                @Override
                public void disarm() {
                    armed = 0;
                }
            };
        }
    }

    /** Has a queue for each length of timeouts, and searches it for what is disarmed. */
    static final class SearchesItsLength extends Suspect {

        private final Map<Long, List<Expiry>> lengths = new ConcurrentHashMap<>();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                private @Nullable List<Expiry> queue;

                @Override
                public void arm(long nanos, long ticket) {
                    List<Expiry> own = lengths.computeIfAbsent(nanos, length -> new ArrayList<>());
                    synchronized (own) {
                        own.add(expiry);
                    }
                    queue = own;
                    super.arm(nanos, ticket);
                }

                @Override
                public void disarm() {
                    super.disarm();
                    List<Expiry> own = queue;
                    if (own != null) {
                        synchronized (own) {
                            own.remove(expiry);
                        }
                        queue = null;
                    }
                }
            };
        }
    }

    /** Waits 10 ms longer than it was told. */
    static final class AddsToEach extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos < TimeUnit.HOURS.toNanos(1) ? nanos + 10_000_000 : nanos, ticket);
                }
            };
        }
    }

    /** A thread of its own that has something to do all the time. */
    abstract static class Restless extends Suspect {

        private final Thread thread = DaemonThreads.named("restless").newThread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                rest();
            }
        });

        Restless() {
            thread.start();
        }

        abstract void rest();

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            super.close();
        }
    }

    static final class Spins extends Restless {
        @Override
        void rest() {
            Thread.onSpinWait();
        }
    }

    static final class WakesEach100Micros extends Restless {
        @Override
        void rest() {
            LockSupport.parkNanos(100_000);
        }
    }

    /** Spins from the first arm on. */
    static final class SpinsAfterAnArm extends Restless {

        private volatile boolean armed;

        @Override
        void rest() {
            if (armed) {
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
                    armed = true;
                    super.arm(nanos, ticket);
                }
            };
        }
    }

    /** Spins in threads that last for 30 ms each. */
    static final class SpinsInShortThreads extends Restless {
        @Override
        void rest() {
            Thread thread = DaemonThreads.named("guilty").newThread(() -> {
                long start = System.nanoTime();
                while (System.nanoTime() - start < 30_000_000) {
                    Thread.onSpinWait();
                }
            });
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Scans all that is armed, under a lock, at each arm or at each expiry. */
    static final class Scans extends Suspect {

        private final boolean atExpiry;
        private final List<Timer> armed = new ArrayList<>();

        Scans(boolean atExpiry) {
            this.atExpiry = atExpiry;
        }

        private void scan(Timer timer) {
            int same = 0;
            for (Timer one : armed) {
                same += one.expiry == timer.expiry ? 1 : 0;
            }
            if (same > armed.size()) {
                throw new IllegalStateException("counted more than there are");
            }
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    synchronized (armed) {
                        if (!atExpiry) {
                            scan(this);
                        }
                        armed.add(this);
                        super.arm(nanos, ticket);
                    }
                }

                @Override
                void fire(long ticket) {
                    if (atExpiry) {
                        synchronized (armed) {
                            scan(this);
                        }
                    }
                    super.fire(ticket);
                }

                @Override
                public void disarm() {
                    synchronized (armed) {
                        super.disarm();
                        if (!armed.isEmpty()) {
                            armed.remove(armed.size() - 1);
                        }
                    }
                }
            };
        }
    }

    /** Looks each millisecond through all that is armed. Guilty unless it says that it ticks. */
    static final class Polls extends Suspect {

        private record Due(long atNanos, Runnable expiry) {

            boolean isOver(long now) {
                boolean over = atNanos - now <= 0;
                if (over) {
                    expiry.run();
                }
                return over;
            }
        }

        private final Set<Due> armed = ConcurrentHashMap.newKeySet();
        private final Future<?> looking = scheduler.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.MILLISECONDS);

        private void look() {
            long now = System.nanoTime();
            armed.removeIf(one -> one.isOver(now));
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timeout() {

                private @Nullable Due due;

                @Override
                public void arm(long nanos, long ticket) {
                    due = new Due(System.nanoTime() + Timeout.bounded(nanos), () -> expiry.tell(ticket));
                    armed.add(due);
                }

                @Override
                public void disarm() {
                    if (due != null) {
                        armed.remove(due);
                    }
                }
            };
        }

        @Override
        public void close() {
            looking.cancel(false);
            super.close();
        }
    }

    /** Takes a timeout out of a queue that looks for it from the head. */
    static final class SearchesAtDisarm extends OwnQueue {

        private final PriorityQueue<Entry> queue = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.dueAt));

        @Override
        void add(Entry entry) {
            queue.add(entry);
        }

        @Override
        void remove(Entry entry) {
            queue.remove(entry);
        }

        @Override
        @Nullable
        Entry first() {
            return queue.peek();
        }
    }

    /** Starts a thread for each so many sends, which ends after a while, or at once. */
    static final class AThreadForSends extends Suspect {

        private final int each;
        private final long lastsNanos;
        private final AtomicLong sends = new AtomicLong();
        private final ExecutorService threads;

        AThreadForSends(int each, long lastsMillis) {
            this.each = each;
            lastsNanos = TimeUnit.MILLISECONDS.toNanos(lastsMillis);
            threads = new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    0,
                    TimeUnit.MILLISECONDS,
                    new SynchronousQueue<>(),
                    DaemonThreads.named("guilty"));
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos, ticket);
                    if (sends.incrementAndGet() % each == 0) {
                        threads.execute(() -> LockSupport.parkNanos(lastsNanos));
                    }
                }
            };
        }

        @Override
        public void close() {
            threads.shutdownNow();
            super.close();
        }
    }

    /** Starts a thread for each so many lanes, but no more than so many threads. */
    static final class AThreadForLanes extends Suspect {

        private final int each;
        private final int most;
        private final AtomicLong lanes = new AtomicLong();
        private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("guilty"));

        AThreadForLanes(int each, int most) {
            this.each = each;
            this.most = most;
        }

        @Override
        public Timeout open(Expiry expiry) {
            long opened = lanes.incrementAndGet();
            if (opened % each == 0 && opened / each <= most) {
                threads.execute(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20)));
            }
            return super.open(expiry);
        }

        @Override
        public void close() {
            threads.shutdownNow();
            super.close();
        }
    }

    /** Waits in close until all that is armed has expired, as a scheduler does by default. */
    static final class ClosesOnceAllExpired extends Suspect {
        @Override
        public void close() {
            scheduler.shutdown();
            try {
                scheduler.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits in close for its thread, which the first arm starts. */
    static final class ClosesOnceArmed extends Suspect {

        private final CountDownLatch armed = new CountDownLatch(1);

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    armed.countDown();
                    super.arm(nanos, ticket);
                }
            };
        }

        @Override
        public void close() {
            try {
                armed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            super.close();
        }
    }

    /** Expires on a new thread each time, which stays around for two seconds. */
    static final class AThreadForEachExpiry extends Suspect {

        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> {
                Thread thread = DaemonThreads.named("guilty").newThread(() -> {
                    expiry.expire(ticket);
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
                });
                threads.add(thread);
                thread.start();
            });
        }

        @Override
        public void close() {
            super.close();
            new HashSet<>(threads).forEach(LockSupport::unpark);
        }
    }

    /** Holds a lock while it ends its thread, which takes the same lock to expire. */
    static final class ClosesUnderTheLockOfExpiries extends Suspect {

        private long expired;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(ticket -> {
                expiry.expire(ticket);
                synchronized (ClosesUnderTheLockOfExpiries.this) {
                    expired++;
                }
            });
        }

        @Override
        public synchronized void close() {
            super.close();
        }
    }

    /** Expires under its lane's lock, for which closing waits; and the expiry waits for close's own. */
    static final class LocksInTwoOrders extends Suspect {

        private final Object all = new Object();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                void fire(long ticket) {
                    synchronized (this) {
                        expiry.expire(ticket);
                        synchronized (all) {
                            task = null;
                        }
                    }
                }

                @Override
                public void close() {
                    synchronized (all) {
                        synchronized (this) {
                            disarm();
                        }
                    }
                }
            };
        }
    }

    /** Tells 64 of those that are due, and then waits for its next tick. */
    static final class Tells64ATick extends Suspect {
        private int told;

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                void fire(long ticket) {
                    super.fire(ticket);
                    if (++told % 64 == 0) {
                        LockSupport.parkNanos(1_000_000);
                    }
                }
            };
        }
    }
}
