package afterglow.leak;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is said of a demonstration, as data.
 *
 * @param name lower-case letters, digits and hyphens; stands in CSV files, so it never changes
 * @param cause in a few words
 * @param harm what the leaky form wastes
 * @param leaky the symptom expected of the leaky form
 * @param fixed the symptom expected of the fixed form
 * @param sources links to the public reports
 * @param fault of the JDK without which the leaky form is as the fixed one
 * @param fixedShare the fixed form may retain so much of the bytes that the leaky form retains, 0.1 for a tenth; 1 for as many
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

    /** A demonstration whose fixed form is clean on every JDK; each source as {@code owner/repo#1} or a JDK bug. */
    public static Card of(String name, String cause, Symptom leaky, String... sources) {
        List<String> links = Stream.of(sources).map(Card::link).toList();
        return new Card(name, cause, leaky.harm(), leaky, Symptom.CLEAN, links, Optional.empty(), 1, Optional.empty());
    }

    /** The same, whose fixed form still has a symptom. */
    Card fixedTo(Symptom lesser) {
        return new Card(name, cause, harm, leaky, lesser, sources, fault, fixedShare, ownTimeout);
    }

    /** The same, whose leaky form is at fault only on a JDK that is. */
    Card onlyWith(JdkFault needed) {
        return new Card(name, cause, harm, leaky, fixed, sources, Optional.of(needed), fixedShare, ownTimeout);
    }

    /** The same, whose fixed form still retains at most a share of the bytes. */
    Card leavingShare(double atMost) {
        return new Card(name, cause, harm, leaky, leaky, sources, fault, atMost, ownTimeout);
    }

    /** The same, about one timeout only. */
    Card at(Duration timeout) {
        return new Card(name, cause, harm, leaky, fixed, sources, fault, fixedShare, Optional.of(timeout));
    }

    /** The same, measured with many threads that send at once. */
    Card inCrowd() {
        return new Card(name, cause, Harm.CROWD, leaky, fixed, sources, fault, fixedShare, ownTimeout);
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

    private static String link(String source) {
        return source.startsWith("JDK-")
                ? "https://bugs.openjdk.org/browse/" + source
                : "https://github.com/" + source.replace("#", "/issues/");
    }
}
