package afterglow.relay;

import afterglow.jvm.Jdk;
import afterglow.results.JvmSetup;
import afterglow.retention.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

public final class JvmOptions {

    private static final Pattern HEAP_SIZE = Pattern.compile("-Xm[sx]|-XX:(Initial|Max|Min)(Heap|RAM)");

    /** The first feature release whose G1 leaves written cards to the next collection where it can (JDK-8137022). */
    private static final int REFINES_LATER = 20;

    /**
     * Makes an earlier G1 do so as well. It refines each card at once, with as many threads as there are cores: with 10,000 queues, a
     * send then costs ten times as much, and two JVMs of one strategy differ by a factor of two.
     */
    private static final List<String> REFINE_LATER = List.of(
            "-XX:-G1UseAdaptiveConcRefinement",
            "-XX:G1ConcRefinementGreenZone=100000000",
            "-XX:G1ConcRefinementYellowZone=200000000",
            "-XX:G1ConcRefinementRedZone=300000000");

    private JvmOptions() {}

    /**
     * A small heap of a fixed size, unless the setup asks for one, and what else that asks for. Its pages are touched beforehand: the
     * first touch costs more than most timers, and no service pays it after its first minute.
     */
    public static List<String> of(JvmSetup setup, Jdk jdk, int heapMegabytes) {
        List<String> options = new ArrayList<>();
        if (!HEAP_SIZE.matcher(setup.jvmArgs()).find()) {
            options.add("-Xms" + heapMegabytes + "m");
            options.add("-Xmx" + heapMegabytes + "m");
        }
        options.add("-XX:+AlwaysPreTouch");
        options.addAll(jdk.quietFlags());
        if (jdk.feature() < REFINES_LATER) {
            options.addAll(REFINE_LATER);
        }
        if (!setup.gc().isEmpty()) {
            options.addAll(
                    Collector.valueOf(setup.gc().toUpperCase(Locale.ROOT)).flags());
        }
        if (!setup.jvmArgs().isBlank()) {
            options.addAll(List.of(setup.jvmArgs().strip().split("\\s+")));
        }
        return options;
    }
}
