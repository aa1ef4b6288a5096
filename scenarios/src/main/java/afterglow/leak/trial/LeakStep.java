package afterglow.leak.trial;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.leak.Card;
import afterglow.leak.Form;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Effort;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One form of one demonstration, tried in a fresh JVM. */
public record LeakStep(Card card, Form form, Host host, Effort effort) {

    /**
     * Where a form runs.
     *
     * @param classPath ours, and a library's
     * @param mainClass {@link LeakChild}, or a file of source code that calls it
     * @param library the library's version under trial; empty for none
     */
    public record Host(String classPath, String mainClass, String library) {

        /** This JVM's own class path, without any library. */
        public static Host own() {
            return new Host(System.getProperty("java.class.path"), LeakChild.class.getName(), "");
        }
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
        String expected = card.expected(form).label();
        // Empty if it cannot be told.
        String asExpected = row.is("verdict", ProgramStep.UNKNOWN) ? "" : row.is("verdict", expected) ? "yes" : "no";
        return row.set("demonstration", card.name())
                .set("cause", card.cause())
                .set("form", form.label())
                .set("library", host.library())
                .set("harm", card.harm().label())
                .set("source", card.sources().get(0))
                .set("expected", expected)
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
