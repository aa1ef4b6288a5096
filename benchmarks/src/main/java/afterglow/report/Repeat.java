package afterglow.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How to run a run again. */
final class Repeat {

    private Repeat() {}

    /** The command line that a run's environment tells; empty if it tells none. */
    static String command(Map<String, String> environment) {
        if (!environment.containsKey("seed")) {
            return "";
        }
        String subscribers = Arrays.stream(
                        environment.getOrDefault("points", "").split(" "))
                .filter(point -> point.startsWith("broadcast:"))
                .map(point -> point.substring(point.indexOf(':') + 1))
                .collect(Collectors.joining(","));
        return "scripts/compare.sh"
                + option("--", environment.getOrDefault("effort", "").toLowerCase(Locale.ROOT))
                + option(
                        "--strategies ",
                        environment.getOrDefault("strategies", "").replace(' ', ','))
                + option("--subscribers ", subscribers)
                + option("--rounds ", environment.getOrDefault("rounds", ""))
                + option("--seed ", environment.getOrDefault("seed", ""))
                + option("--against ", environment.getOrDefault("against", ""));
    }

    private static String option(String name, String value) {
        return value.isEmpty() ? "" : " " + name + value;
    }
}
