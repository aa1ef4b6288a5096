package afterglow.leak.trial;

import afterglow.retention.Census;
import afterglow.retention.Growth;
import afterglow.retention.Ledger;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The threads that a program leaves, as the slope of how many are alive: with each send, and with each program that was closed.
 * The account is the one that objects are kept in; a thread goes by its name, without numbers.
 */
record ThreadGrowth(Growth bySend, Growth byProgram) {

    private static final int CHECKPOINTS = 9;
    private static final int SENDS_EACH = 25;

    /** A pool's first threads are there before anything is counted. */
    private static final int FIRST_SENDS = 2 * SENDS_EACH;

    private static final int MOST_LOOKS = 50;
    private static final long LOOK_MILLIS = 10;

    static ThreadGrowth of(Supplier<UserProgram> programs) throws InterruptedException {
        Ledger bySend = new Ledger(CHECKPOINTS);
        boolean closeable;
        try (UserProgram program = programs.get()) {
            closeable = program.isCloseable();
            long sent = program.run(FIRST_SENDS, 0);
            for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
                sent += checkpoint == 0 ? 0 : program.run(SENDS_EACH, 0);
                bySend.enter(sent, settled());
            }
        }
        Ledger byProgram = new Ledger(CHECKPOINTS);
        for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            // One that cannot be closed has no end that its threads could be held to.
            if (closeable) {
                try (UserProgram program = programs.get()) {
                    program.send(0);
                }
            }
            byProgram.enter(checkpoint, closeable ? settled() : new Census(Map.of()));
        }
        return new ThreadGrowth(bySend.growth(), byProgram.growth());
    }

    /** What lives when no thread ended for a while; a thread that ends with an object that holds it, ends with a collection. */
    private static Census settled() throws InterruptedException {
        Census.take();
        Census now = alive();
        for (int look = 0; look < MOST_LOOKS; look++) {
            Thread.sleep(LOOK_MILLIS);
            Census next = alive();
            if (look > 2 && next.objects() >= now.objects()) {
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
