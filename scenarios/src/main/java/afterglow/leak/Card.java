package afterglow.leak;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is said of a demonstration, as data.
 *
 * @param name lower-case letters, digits and hyphens; stands in CSV files, so it never changes
 * @param cause in a few words
 * @param claim what goes wrong, and what the fix does, in one line
 * @param sources links to the public reports
 * @param harm what the leaky form wastes
 * @param leaky the symptom expected of the leaky form
 * @param fixed the symptom expected of the fixed form
 * @param fixedShare the fixed form may retain so much of the bytes that the leaky form retains, 0.1 for a tenth; 1 for as many
 * @param ownTimeout the timeout of each send where the demonstration is about just that one
 */
public record Card(
        String name,
        String cause,
        String claim,
        List<String> sources,
        Harm harm,
        Expectation leaky,
        Expectation fixed,
        double fixedShare,
        Optional<Duration> ownTimeout) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern SOURCE = Pattern.compile(
            "https://(github\\.com/[^/]+/[^/]+/(issues|pull)/\\d+" + "|bugs\\.openjdk\\.org/browse/JDK-\\d+)");

    public Card {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("demonstration '" + name + "' needs a name of letters and hyphens");
        }
        sources = List.copyOf(sources);
        for (String source : sources) {
            if (!SOURCE.matcher(source).matches()) {
                throw new IllegalArgumentException("demonstration '" + name + "' has no such source: " + source);
            }
        }
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("demonstration '" + name + "' needs a source");
        }
    }

    /** A demonstration whose leaky form retains what its fixed form does not; each source as {@code owner/repo#1} or a JDK bug. */
    public static Card of(String name, String cause, String claim, String... sources) {
        return new Card(
                name,
                cause,
                claim,
                List.of(sources).stream().map(Card::link).toList(),
                Harm.MEMORY,
                new Expectation.Always(Symptom.RETAINS),
                new Expectation.Always(Symptom.CLEAN),
                1,
                Optional.empty());
    }

    /** The same, with other expectations. */
    public Card expecting(Expectation ofLeaky, Expectation ofFixed) {
        return new Card(name, cause, claim, sources, harm, ofLeaky, ofFixed, fixedShare, ownTimeout);
    }

    /** The same, with other expectations that hold on every JDK. */
    public Card expecting(Symptom ofLeaky, Symptom ofFixed) {
        return expecting(new Expectation.Always(ofLeaky), new Expectation.Always(ofFixed));
    }

    /** The same, wasting something else. */
    public Card wasting(Harm wasted) {
        return new Card(name, cause, claim, sources, wasted, leaky, fixed, fixedShare, ownTimeout);
    }

    /** The same, whose leaky form goes wrong at deadlines, and whose fixed form keeps them. */
    public Card missing(Symptom ofLeaky) {
        return wasting(Harm.DEADLINE).expecting(ofLeaky, Symptom.CLEAN);
    }

    /** The same, whose fixed form still retains a share of the bytes. */
    public Card leavingShare(double atMost) {
        return new Card(name, cause, claim, sources, harm, leaky, leaky, atMost, ownTimeout);
    }

    /** The same, about one timeout only. */
    public Card at(Duration timeout) {
        return new Card(name, cause, claim, sources, harm, leaky, fixed, fixedShare, Optional.of(timeout));
    }

    /** The symptom expected of a form. */
    public Expectation expected(Form form) {
        return form == Form.LEAKY ? leaky : fixed;
    }

    private static String link(String source) {
        return source.startsWith("JDK-")
                ? "https://bugs.openjdk.org/browse/" + source
                : "https://github.com/" + source.replace("#", "/issues/");
    }
}
