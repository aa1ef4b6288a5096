package afterglow.jvm;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines that a JVM said, and no more of them: a strategy may log each send. Thread-safe. */
public final class LastWords {

    private static final int MOST_LINES = 1_000;

    private final Deque<String> lines = new ArrayDeque<>();

    public synchronized void add(String line) {
        lines.add(line);
        if (lines.size() > MOST_LINES) {
            lines.remove();
        }
    }

    /** The lines, each ended. */
    @Override
    public synchronized String toString() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
