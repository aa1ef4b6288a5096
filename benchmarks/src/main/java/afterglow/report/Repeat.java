package afterglow.report;

import afterglow.results.JvmSetup;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** How to run a run again. */
final class Repeat {

    private Repeat() {}

    /** The command line that a run's environment tells; empty if it tells none. */
    static String command(Map<String, String> environment) {
        if (!environment.containsKey("seed")) {
            return "";
        }
        UnaryOperator<String> value = key -> environment.getOrDefault(key, "");
        // Whoever names points or generations has each point in each generation; else the time decides what is
        // measured.
        boolean everywhere = value.apply("generations").equals(value.apply("further_generations"));
        return "scripts/compare.sh"
                + option("--", value.apply("effort").toLowerCase(Locale.ROOT))
                + option("--strategies ", value.apply("strategies").replace(' ', ','))
                + (everywhere ? option("--points ", value.apply("points").replace(' ', ',')) : "")
                + (everywhere ? option("--generations ", value.apply("generations")) : "")
                + option("--seed ", value.apply("seed"))
                + option("--against ", value.apply("against"))
                + jvms(value.apply("jvms"));
    }

    /** Where a JDK lies is not recorded, and would not help on another machine: a variable stands for its home. */
    private static String jvms(String recorded) {
        Set<String> options = new LinkedHashSet<>();
        for (String identity : recorded.isEmpty() ? new String[0] : recorded.split("; ")) {
            JvmSetup jvm = JvmSetup.of(identity);
            options.add(" --jdk \"$JDK_" + jvm.jdk().replaceAll("[^A-Za-z0-9]", "_") + "\"");
            options.add(option("--gc ", jvm.gc()));
            options.add(jvm.jvmArgs().isEmpty() ? "" : " --jvm-args '" + jvm.jvmArgs() + "'");
        }
        return String.join("", options);
    }

    /** An option, its value in quotes if a shell would take it apart. */
    private static String option(String name, String value) {
        String quoted = value.matches("[A-Za-z0-9,.:_-]*") ? value : "'" + value + "'";
        return value.isEmpty() ? "" : " " + name + quoted;
    }
}
