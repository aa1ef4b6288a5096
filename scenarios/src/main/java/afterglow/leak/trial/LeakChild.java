package afterglow.leak.trial;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Wire;
import afterglow.leak.Demonstration;
import afterglow.leak.Demonstrations;
import afterglow.leak.Form;
import afterglow.leak.Harm;
import afterglow.leak.Program;
import afterglow.results.Row;
import afterglow.retention.Effort;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The fresh JVM of one {@link LeakStep}: tries one form of one demonstration and prints its row. Demonstrations of real
 * libraries have a main class of their own, which calls {@link #run}.
 */
public final class LeakChild {

    private LeakChild() {}

    /** Tries as {@link LeakStep} asks: demonstration, form, and what {@link #run} needs. */
    public static void main(String[] args) {
        Demonstration demonstration = Demonstrations.named(args[0]).orElseThrow();
        Form form = Form.valueOf(args[1]);
        run(args, () -> demonstration.program(form));
    }

    /**
     * Tries a program, prints its row, and ends this JVM.
     *
     * @param args demonstration, form, harm, most sends, timeout in ns, budget in ns
     * @param programs makes it anew for each series
     */
    @SuppressWarnings("SystemExitOutsideMain") // a program's own threads must not keep a finished child alive
    public static void run(String[] args, Supplier<Program> programs) {
        ChildJvm.haltWithParent();
        int status = 0;
        try {
            Effort effort = new Effort(
                    Long.parseLong(args[3]),
                    Duration.ofNanos(Long.parseLong(args[4])),
                    Duration.ofNanos(Long.parseLong(args[5])));
            Row row = LeakTrial.run(Harm.valueOf(args[2]), programs, effort);
            new PrintStream(System.out, true, StandardCharsets.UTF_8).println(Wire.line(row));
        } catch (Throwable e) {
            // Its one last line is what the parent shows.
            StackTraceElement[] trace = e.getStackTrace();
            System.err.println((e + (trace.length == 0 ? "" : " at " + trace[0])).replaceAll("\\s+", " "));
            status = 1;
        }
        System.exit(status);
    }
}
