package afterglow.leak;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that wait for each other at one lock around one heap of timers; fixed by a heap and a lock for each thread. */
final class OneLock implements Demonstration {

    @Override
    @SuppressWarnings("ThreadLocalUsage") // as long as the program
    public Program program(boolean fixed) {
        Heap shared = new Heap();
        ThreadLocal<Heap> own = ThreadLocal.withInitial(Heap::new);
        return timeoutNanos -> {
            Heap heap = fixed ? own.get() : shared;
            long deadlineNanos = System.nanoTime() + timeoutNanos;
            heap.locked(() -> heap.deadlines.add(deadlineNanos));
            heap.locked(() -> heap.deadlines.remove(deadlineNanos));
        };
    }

    private static final class Heap {

        private final Queue<Long> deadlines = new PriorityQueue<>();

        // A fair one, so that threads convoy on two processors as they do on many.
        private final Lock lock = new ReentrantLock(true);

        void locked(Runnable change) {
            lock.lock();
            try {
                change.run();
            } finally {
                lock.unlock();
            }
        }
    }
}
