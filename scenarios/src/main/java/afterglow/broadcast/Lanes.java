package afterglow.broadcast;

import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A broker's lanes: opened when more workers run at once than ever before, used by one worker at a time, closed when the
 * broker closes. Thread-safe; allocates nothing once as many lanes are open as are needed.
 */
final class Lanes {

    private final TimeoutStrategy strategy;
    private final Exit exit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allBack = lock.newCondition();
    private final List<Lane> open = new ArrayList<>();
    private final ArrayDeque<Lane> idle = new ArrayDeque<>();

    Lanes(TimeoutStrategy strategy, Exit exit) {
        this.strategy = strategy;
        this.exit = exit;
    }

    /**
     * Gives out a lane.
     *
     * @throws BrokerClosedException if the exit is closed
     */
    Lane take() {
        lock.lock();
        try {
            if (exit.isClosed()) {
                throw new BrokerClosedException();
            }
            Lane lane = idle.pollFirst();
            if (lane == null) {
                lane = new Lane(strategy, exit);
                open.add(lane);
            }
            return lane;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(Lane lane) {
        lock.lock();
        try {
            idle.addFirst(lane);
            if (idle.size() == open.size()) {
                allBack.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes the exit, wakes every waiting send, and closes each lane when its worker has given it back. */
    void close() {
        lock.lock();
        try {
            exit.close();
            open.forEach(Lane::wake);
            while (idle.size() < open.size()) {
                allBack.awaitUninterruptibly();
            }
            open.clear();
            for (Lane lane = idle.pollFirst(); lane != null; lane = idle.pollFirst()) {
                lane.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
