package afterglow.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** How to run a run again. */
final class Repeat {

    private static final String BROADCAST = "broadcast:";

    private Repeat() {}

    /** The command line that a run's environment tells; empty if it tells none. */
    static String command(Map<String, String> environment) {
        if (!environment.containsKey("seed")) {
            return "";
        }
        UnaryOperator<String> value = key -> environment.getOrDefault(key, "");
        List<String> points = List.of(value.apply("points").split(" "));
        // To ask for audiences is to ask for nothing else; the other points come by themselves.
        String subscribers = points.stream().allMatch(point -> point.startsWith(BROADCAST))
                ? points.stream()
                        .map(point -> point.substring(BROADCAST.length()))
                        .collect(Collectors.joining(","))
                : "";
        return "scripts/compare.sh"
                + option("--", value.apply("effort").toLowerCase(Locale.ROOT))
                + option("--strategies ", value.apply("strategies").replace(' ', ','))
                + option("--subscribers ", subscribers)
                + option("--generations ", value.apply("generations"))
                + option("--seed ", value.apply("seed"))
                + option("--against ", value.apply("against"))
                + jvms(value.apply("jvms"));
    }

    /** Where a JDK lies is not recorded, and would not help on another machine: a variable stands for its home. */
    private static String jvms(String recorded) {
        Set<String> options = new LinkedHashSet<>();
        for (String jvm : recorded.isEmpty() ? new String[0] : recorded.split("; ")) {
            String[] parts = jvm.split("\\|", -1);
            if (parts.length == 4) {
                options.add(" --jdk \"$JDK_" + parts[0].replaceAll("[^A-Za-z0-9]", "_") + "\"");
                options.add(option("--gc ", parts[2]));
                options.add(parts[3].isEmpty() ? "" : " --jvm-args '" + parts[3] + "'");
            }
        }
        return String.join("", options);
    }

    private static String option(String name, String value) {
        return value.isEmpty() ? "" : " " + name + value;
    }
}
