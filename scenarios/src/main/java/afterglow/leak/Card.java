package afterglow.leak;

import afterglow.results.Table;
import afterglow.timeout.Labelled;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is said of a demonstration: a line of demonstrations.csv, where an empty cell stands for the usual.
 *
 * @param name lower-case letters, digits and hyphens; stands in CSV files, so it never changes
 * @param leaky the symptom expected of the leaky form, as {@code fixed} is of the fixed one
 * @param sources links to the public reports
 * @param fault of the JDK that the leaky form needs; on a JDK without it both forms behave alike
 * @param fixedShare the largest fraction of the leaky form's bytes that the fixed form may retain
 * @param ownTimeout the timeout of each send where the demonstration is about just that one
 */
public record Card(
        String name,
        String cause,
        Harm harm,
        Symptom leaky,
        Symptom fixed,
        List<String> sources,
        Optional<JdkFault> fault,
        double fixedShare,
        Optional<Duration> ownTimeout) {

    private static final String TABLE = "demonstrations.csv";
    private static final List<Card> ALL =
            Table.resource(Card.class, TABLE).stream().map(Card::of).toList();

    /** All of them, those of the real libraries last. */
    public static List<Card> all() {
        return ALL;
    }

    /** The one of a demonstration; an IllegalArgumentException if the table has none. */
    public static Card named(String name) {
        return ALL.stream()
                .filter(card -> card.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line for '" + name + "' in " + TABLE));
    }

    private static Card of(NamedCsvRecord line) {
        return new Card(
                line.getField("name"),
                line.getField("cause"),
                Labelled.of(Harm.class, line.getField("harm")),
                Labelled.of(Symptom.class, line.getField("leaky")),
                Labelled.of(Symptom.class, line.getField("fixed")),
                Stream.of(line.getField("sources").split(" ")).map(Card::link).toList(),
                cell(line, "jdk_fault").map(JdkFault::valueOf),
                cell(line, "fixed_share").map(Double::parseDouble).orElse(1.0),
                cell(line, "timeout_ms").map(Long::parseLong).map(Duration::ofMillis));
    }

    private static Optional<String> cell(NamedCsvRecord line, String column) {
        return Optional.of(line.getField(column)).filter(text -> !text.isEmpty());
    }

    private static String link(String source) {
        return source.startsWith("JDK-")
                ? "https://bugs.openjdk.org/browse/" + source
                : "https://github.com/" + source.replace("#", "/issues/");
    }

    /** The symptom expected of a form on this JDK. */
    public Symptom expected(Form form) {
        return form == Form.LEAKY && fault.map(JdkFault::present).orElse(true) ? leaky : fixed;
    }

    /** The symptom expected of the leaky form, in words. */
    public String leakyInWords() {
        return leaky.label()
                + fault.map(needed -> " on a JDK with " + needed.bug() + ", else " + fixed.label())
                        .orElse("");
    }
}
