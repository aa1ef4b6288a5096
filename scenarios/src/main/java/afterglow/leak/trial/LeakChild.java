package afterglow.leak.trial;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Wire;
import afterglow.leak.Demonstration;
import afterglow.leak.Demonstrations;
import afterglow.leak.Form;
import afterglow.leak.Harm;
import afterglow.leak.Program;
import afterglow.results.Row;
import afterglow.retention.Effort;
import java.util.function.Supplier;

/**
 * The fresh JVM of one {@link LeakStep}: tries one form of one demonstration and prints its row. Demonstrations of real
 * libraries have a main class of their own, which calls {@link #run}.
 */
public final class LeakChild {

    private LeakChild() {}

    public static void main(String[] args) {
        ChildStep.serve(args, (asked, out) -> {
            Demonstration demonstration =
                    Demonstrations.named(asked.text("demonstration")).orElseThrow();
            boolean fixed = asked.constant("form", Form.class) == Form.FIXED;
            out.println(Wire.line(tried(asked, () -> demonstration.program(fixed))));
        });
    }

    /**
     * Tries a program as {@link LeakStep} asks, prints its row, and ends this JVM.
     *
     * @param programs makes it anew for each series
     */
    public static void run(String[] args, Supplier<Program> programs) {
        ChildStep.serve(args, (asked, out) -> out.println(Wire.line(tried(asked, programs))));
    }

    private static Row tried(ChildStep.Arguments asked, Supplier<Program> programs) throws InterruptedException {
        return LeakTrial.run(asked.constant("harm", Harm.class), programs, Effort.of(asked));
    }
}
