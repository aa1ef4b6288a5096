package afterglow.leak.trial;

import afterglow.leak.Program;
import afterglow.retention.Census;
import afterglow.retention.Growth;
import afterglow.retention.Ledger;
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

    private static final int MOST_LOOKS = 50;
    private static final int LEAST_LOOKS = 4;
    private static final long LOOK_MILLIS = 10;

    private ThreadGrowth() {}

    /** With each send of one program. */
    static Growth bySend(Program program, long timeoutNanos) throws InterruptedException {
        Ledger ledger = new Ledger(CHECKPOINTS);
        long sent = program.run(FIRST_SENDS, timeoutNanos);
        for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            sent += checkpoint == 0 ? 0 : program.run(SENDS_EACH, timeoutNanos);
            ledger.enter(sent, settled());
        }
        return ledger.growth();
    }

    /** With each program that sent once and was closed. */
    static Growth byProgram(Supplier<? extends Program> programs) throws InterruptedException {
        Ledger ledger = new Ledger(CHECKPOINTS);
        for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            try (Program program = programs.get()) {
                program.send(0);
            }
            ledger.enter(checkpoint, settled());
        }
        return ledger.growth();
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
                        (one, other) -> new Census.Count(one.objects() + other.objects(), 0))));
    }
}
