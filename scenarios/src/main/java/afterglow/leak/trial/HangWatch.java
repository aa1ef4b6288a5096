package afterglow.leak.trial;

import afterglow.timeout.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Watches over code of the user's that may never return. */
public final class HangWatch {

    private static final long LOOK_MILLIS = 100;
    private static final long IDLE = 0;
    private static final Duration MOST = Duration.ofSeconds(10);

    private final List<Work> works = new CopyOnWriteArrayList<>();

    private HangWatch() {}

    /** What one thread at a time is at. Makes no objects, so that none of them are counted. */
    static final class Work {

        private volatile String name = "";
        private volatile long number;
        private volatile long beganNanos = IDLE;

        void begin(String what, long which) {
            name = what;
            number = which;
            beganNanos = System.nanoTime() | 1;
        }

        void end() {
            beganNanos = IDLE;
        }

        private boolean isLongerThan(long nanos) {
            long began = beganNanos;
            return began != IDLE && System.nanoTime() - began > nanos;
        }
    }

    /** Watches for as long as this JVM lives; another thread tells {@code lost}, in words, of work that takes over 10 s. */
    public static HangWatch of(Consumer<String> lost) {
        HangWatch watch = new HangWatch();
        DaemonThreads.named("hang-watch").newThread(() -> watch.look(lost)).start();
        return watch;
    }

    /** Something to be watched over from now on. */
    Work work() {
        Work work = new Work();
        works.add(work);
        return work;
    }

    private void look(Consumer<String> lost) {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                for (Work work : works) {
                    if (work.isLongerThan(MOST.toNanos())) {
                        lost.accept(
                                "%s %d did not return within %d s".formatted(work.name, work.number, MOST.toSeconds()));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
