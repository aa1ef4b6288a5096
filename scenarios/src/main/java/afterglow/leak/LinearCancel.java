package afterglow.leak;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Queue;

/** Timers that are removed when they are cancelled, from a heap that has to look for them. */
final class LinearCancel implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "linear-cancel",
                        "cancel is linear",
                        "nothing is retained, but PriorityQueue.remove compares with every timer that is outstanding; fixed by a heap"
                                + " in which each timer knows its place",
                        "line/armeria#821")
                .wasting(Harm.TIME)
                .expecting(Symptom.SLOWS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return fixed ? new Fixed() : new Leaky();
    }

    /** A timer, and where it stands in a heap that keeps account of it. */
    private static final class Task implements Comparable<Task> {

        private final long deadlineNanos;
        private int place;

        Task(long nanos) {
            deadlineNanos = System.nanoTime() + nanos;
        }

        @Override
        public int compareTo(Task other) {
            return Long.signum(deadlineNanos - other.deadlineNanos);
        }
    }

    static final class Leaky implements Program {

        private final Queue<Task> queue = new PriorityQueue<>();

        @Override
        public void send(long timeoutNanos) {
            Task task = new Task(timeoutNanos);
            queue.add(task);
            queue.remove(task);
        }

        @Override
        public void crowd(int outstanding, long timeoutNanos) {
            for (int i = 0; i < outstanding; i++) {
                queue.add(new Task(timeoutNanos));
            }
        }

        @Override
        public void close() {}
    }

    static final class Fixed implements Program {

        private Task[] heap = new Task[16];
        private int size;

        @Override
        public void send(long timeoutNanos) {
            Task task = new Task(timeoutNanos);
            add(task);
            remove(task);
        }

        @Override
        public void crowd(int outstanding, long timeoutNanos) {
            for (int i = 0; i < outstanding; i++) {
                add(new Task(timeoutNanos));
            }
        }

        private void add(Task task) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            siftUp(size++, task);
        }

        @SuppressWarnings("NullAway") // free places hold nothing
        private void remove(Task task) {
            Task last = heap[--size];
            heap[size] = null;
            if (last != task) {
                siftDown(task.place, last);
                if (heap[task.place] == last) {
                    siftUp(task.place, last);
                }
            }
        }

        private void siftUp(int from, Task task) {
            int place = from;
            while (place > 0 && task.compareTo(heap[(place - 1) / 2]) < 0) {
                put(place, heap[(place - 1) / 2]);
                place = (place - 1) / 2;
            }
            put(place, task);
        }

        private void siftDown(int from, Task task) {
            int place = from;
            while (2 * place + 1 < size) {
                int child = 2 * place + 1;
                if (child + 1 < size && heap[child + 1].compareTo(heap[child]) < 0) {
                    child++;
                }
                if (task.compareTo(heap[child]) <= 0) {
                    break;
                }
                put(place, heap[child]);
                place = child;
            }
            put(place, task);
        }

        private void put(int place, Task task) {
            heap[place] = task;
            task.place = place;
        }

        @Override
        public void close() {}
    }
}
