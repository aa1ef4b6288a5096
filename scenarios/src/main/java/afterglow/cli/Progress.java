package afterglow.cli;

import java.io.PrintStream;
import picocli.CommandLine.Help.Ansi;

/** How far a command is: a line that moves on a terminal, a plain line for each step in a pipe. Not thread-safe. */
public final class Progress {

    private static final int WIDTH = 79;

    private final PrintStream out;
    private final boolean moving;
    private final int steps;
    private final long startNanos = System.nanoTime();
    private int done;
    private int width;

    public Progress(PrintStream out, int steps) {
        this(out, steps, Ansi.AUTO.enabled());
    }

    Progress(PrintStream out, int steps, boolean moving) {
        this.out = out;
        this.steps = steps;
        this.moving = moving;
    }

    public void begin(String step) {
        long seconds = (System.nanoTime() - startNanos) / 1_000_000_000;
        String line = "[%d/%d %ds] %s".formatted(done + 1, steps, seconds, step);
        if (moving) {
            // A terminal breaks a longer line in two, and only the second part could be cleared.
            String fits = line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...";
            out.print("\r" + fits + " ".repeat(Math.max(0, width - fits.length())));
            out.flush();
            width = fits.length();
        } else {
            out.println(line);
        }
    }

    public void end() {
        done++;
    }

    /** Says something that is to stay. */
    public void note(String line) {
        clear();
        out.println(line);
    }

    /** Takes the moving line away. */
    public void clear() {
        if (moving && width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
            width = 0;
        }
    }
}
