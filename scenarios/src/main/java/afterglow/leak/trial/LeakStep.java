package afterglow.leak.trial;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.jvm.Wire;
import afterglow.leak.Card;
import afterglow.leak.Demonstration;
import afterglow.leak.Demonstrations;
import afterglow.leak.Form;
import afterglow.leak.Harm;
import afterglow.leak.Program;
import afterglow.leak.Symptom;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Effort;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One form of one demonstration, tried in a fresh JVM. */
public record LeakStep(Card card, Form form, Host host, Effort effort) {

    /**
     * Where a form runs.
     *
     * @param classPath ours, and a library's
     * @param mainClass {@link LeakStep}, or a file of source code that calls {@link LeakStep#run(String[], Supplier)}
     * @param library the library's version under trial; empty for none
     */
    public record Host(String classPath, String mainClass, String library) {

        /** This JVM's own class path, without any library. */
        public static Host own() {
            return new Host(System.getProperty("java.class.path"), LeakStep.class.getName(), "");
        }
    }

    /** What the fresh JVM does: tries a form of a demonstration of the registry, and prints its row. */
    public static void main(String[] args) {
        ChildStep.serve(args, (asked, out) -> {
            Demonstration demonstration =
                    Demonstrations.named(asked.text("demonstration")).orElseThrow();
            boolean fixed = asked.constant("form", Form.class) == Form.FIXED;
            out.println(Wire.line(tried(asked, () -> demonstration.program(fixed))));
        });
    }

    /**
     * The same for a demonstration of a real library, which has a main class of its own; ends this JVM.
     *
     * @param programs makes it anew for each series
     */
    public static void run(String[] args, Supplier<Program> programs) {
        ChildStep.serve(args, (asked, out) -> out.println(Wire.line(tried(asked, programs))));
    }

    private static Row tried(ChildStep.Arguments asked, Supplier<Program> programs) throws InterruptedException {
        return LeakTrial.run(asked.constant("harm", Harm.class), programs, Effort.of(asked));
    }

    /** Runs it, and kills it after {@code atMost}. If its JVM died or hung, the row has no verdict, but a note why. */
    public Row run(Duration atMost) throws IOException, InterruptedException {
        List<String> options = List.of("-Xmx512m", "-XX:+UseSerialGC");
        Duration timeout = card.ownTimeout().orElse(effort.timeout());
        Map<String, ?> arguments = new Effort(effort.sends(), timeout, effort.budget(), effort.checkpoints())
                .with(Map.of("demonstration", card.name(), "form", form, "harm", card.harm()));
        Row row = new ChildStep(Jdk.current(), options, host.classPath(), host.mainClass(), arguments)
                .run(atMost)
                .result(
                        this::unmeasured,
                        this::unmeasured,
                        answers -> answers.rows(Schema.LEAKS).get(0));
        Symptom expected = card.expected(form);
        // Empty if it cannot be told.
        String asExpected = row.is("verdict", Symptom.UNKNOWN) ? "" : row.is("verdict", expected) ? "yes" : "no";
        return row.set("demonstration", card.name())
                .set("cause", card.cause())
                .set("form", form.label())
                .set("library", host.library())
                .set("harm", card.harm().label())
                .set("source", card.sources().get(0))
                .set("expected", expected.label())
                .set("as_expected", asExpected);
    }

    private Row unmeasured(String why) {
        return Row.of(Schema.LEAKS).set("jdk", Jdk.current().feature()).set("note", "its JVM " + why);
    }

    /** Checks that the fixed form retains no more than its declared share, if the leaky form is as declared. */
    public static void compare(Card card, Row leaky, Row fixed) {
        double atMost = card.fixedShare() * leaky.number("bytes_per_send").orElse(0);
        double left = fixed.number("bytes_per_send").orElse(0);
        if (card.fixedShare() < 1 && leaky.is("as_expected", "yes") && left > atMost) {
            fixed.set("as_expected", "no")
                    .set("note", "it retains %.0f B for each send, more than %.0f".formatted(left, atMost));
        }
    }
}
