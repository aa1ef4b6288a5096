package afterglow.leak.trial;

import afterglow.leak.Program;
import afterglow.retention.Census;
import afterglow.retention.Growth;
import afterglow.retention.Ledger;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The threads that a program leaves, as the slope of how many are alive. The account is the one that objects are kept in; a
 * thread goes by its name, without numbers.
 */
final class ThreadGrowth {

    private static final int CHECKPOINTS = 9;
    private static final int SENDS_EACH = 25;

    /** A pool's first threads are there before anything is counted. */
    private static final int FIRST_SENDS = 2 * SENDS_EACH;

    /** What the threads are called that grow in number although no name does. */
    private static final String OF_ANY_NAME = "*";

    /** More threads than these no pool has. */
    private static final long LARGEST_POOL = 1_000;

    /** How many sends a pool may take to fill, and how long slow ones are waited for. */
    private static final int MOST_FILLING = 250;

    private static final Duration FILLING = Duration.ofSeconds(80);

    /** Threads that spin leave the next sends no processor: a series ends when it has lasted long, with what it has seen. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final int ENOUGH_CHECKPOINTS = 4;

    /** Some threads ask every few seconds whether they still are needed, as those of the JDK's HttpClient do. */
    private static final int LATE_LOOKS = 12;

    private static final long LATE_LOOK_MILLIS = 500;

    private static final int MOST_LOOKS = 50;
    private static final int LEAST_LOOKS = 4;
    private static final long LOOK_MILLIS = 10;

    private final Ledger byName = new Ledger(CHECKPOINTS);
    private final Ledger together = new Ledger(CHECKPOINTS);

    private ThreadGrowth() {}

    /** With each send of one program; what grew is seen twice, because a pool grows until it is full. */
    static Growth bySend(Program program, long timeoutNanos) throws InterruptedException {
        long start = System.nanoTime();
        long sent = program.run(FIRST_SENDS, timeoutNanos);
        ThreadGrowth first = series(program, timeoutNanos);
        Growth growth = first.growth();
        sent += growth.sends();
        boolean isCutShort = System.nanoTime() - start > LONG.toNanos();
        if (!growth.any() || growth.objectsMore() > LARGEST_POOL || isCutShort) {
            return first.lateGrowth();
        }
        while (sent < MOST_FILLING && System.nanoTime() - start < FILLING.toNanos()) {
            sent += program.run(SENDS_EACH, timeoutNanos);
        }
        return series(program, timeoutNanos).lateGrowth();
    }

    private static ThreadGrowth series(Program program, long timeoutNanos) throws InterruptedException {
        ThreadGrowth threads = new ThreadGrowth();
        long start = System.nanoTime();
        long sent = 0;
        for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            if (checkpoint >= ENOUGH_CHECKPOINTS && System.nanoTime() - start > LONG.toNanos()) {
                break;
            }
            sent += checkpoint == 0 ? 0 : program.run(SENDS_EACH, timeoutNanos);
            threads.enter(sent);
        }
        return threads;
    }

    /** With each program that sent once and was closed. */
    static Growth byProgram(Supplier<? extends Program> programs) throws InterruptedException {
        ThreadGrowth threads = new ThreadGrowth();
        for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            try (Program program = programs.get()) {
                program.send(0);
            }
            threads.enter(checkpoint);
        }
        return threads.lateGrowth();
    }

    /** What grew, unless the threads end within some seconds. */
    private Growth lateGrowth() throws InterruptedException {
        Growth growth = growth();
        for (int look = 0; look < LATE_LOOKS && growth().any(); look++) {
            Thread.sleep(LATE_LOOK_MILLIS);
            amend();
        }
        Growth late = growth();
        return late.any() ? growth : late;
    }

    private void enter(long after) throws InterruptedException {
        Census alive = settled();
        byName.enter(after, alive);
        together.enter(after, together(alive));
    }

    private void amend() throws InterruptedException {
        Census alive = settled();
        byName.amend(alive);
        together.amend(together(alive));
    }

    private Growth growth() {
        Growth named = byName.growth();
        return named.any() ? named : together.growth();
    }

    private static Census together(Census alive) {
        return new Census(Map.of(OF_ANY_NAME, new Census.Count(alive.objects(), 0)));
    }

    /**
     * What lives when no thread ended for a while; a thread that ends with an object that holds it, ends with a collection.
     *
     * <p>To end takes a thread a core, and on a busy machine a while. So a control starts and ends before each look: a thread
     * that outlives all of the controls was not about to end.
     */
    private static Census settled() throws InterruptedException {
        Census.take();
        Census now = alive();
        for (int look = 1; look <= MOST_LOOKS; look++) {
            Thread control = new Thread(() -> {}, "control");
            control.start();
            control.join();
            Thread.sleep(LOOK_MILLIS);
            Census next = alive();
            if (look >= LEAST_LOOKS && next.objects() >= now.objects()) {
                return next;
            }
            now = next;
        }
        return now;
    }

    private static Census alive() {
        return new Census(Thread.getAllStackTraces().keySet().stream()
                .collect(Collectors.toMap(
                        thread -> thread.getName().replaceAll("[0-9]+", "N"),
                        thread -> new Census.Count(1, 0),
                        Census.Count::plus)));
    }
}
