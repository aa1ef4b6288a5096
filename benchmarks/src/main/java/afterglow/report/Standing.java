package afterglow.report;

import java.util.Map;

/**
 * What is known of one strategy on one JVM: a row of the verdict table.
 *
 * @param verdicts its row of {@code verdicts.csv}
 * @param costs its rows of {@code costs.csv}, by the point
 */
record Standing(Found verdicts, Map<String, Found> costs) {

    String jvm() {
        return verdicts.jvm();
    }

    String strategy() {
        return verdicts.strategy();
    }

    String text(String column) {
        return verdicts.text(column);
    }

    Measure measure(String column) {
        return verdicts.measure(column);
    }

    /** Whether it leaves nothing behind and keeps its deadlines. */
    boolean sound() {
        return verdicts.is("verdict", "sound");
    }

    /** What the verdict is to the eye: good, bad, between, or nothing where it is not known. */
    String tone() {
        return switch (text("verdict")) {
            case "", "unknown" -> "";
            case "sound" -> "good";
            case "retains" -> "mid";
            default -> "bad";
        };
    }
}
