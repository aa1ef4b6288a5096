package afterglow.relay;

import afterglow.jvm.Jdk;
import afterglow.results.JvmSetup;
import afterglow.retention.Collector;
import afterglow.timeout.Labelled;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

public final class JvmOptions {

    private static final Pattern HEAP_SIZE = Pattern.compile("-Xm[sx]|-XX:(Initial|Max|Min)(HeapSize|RAM)");
    private static final Pattern LEAST_SIZE = Pattern.compile("-Xms|-XX:(Initial|Min)(HeapSize|RAM)");
    private static final Pattern MOST_SIZE = Pattern.compile("(?:-Xmx|-XX:MaxHeapSize=)(\\S+)");

    private JvmOptions() {}

    /**
     * The setup's options, and a small heap of fixed size with large regions unless they set one. The heap is touched
     * beforehand: the first touch of a page costs more than most timers, and a service does not pay it after its first minute.
     */
    public static List<String> of(JvmSetup setup, Jdk jdk, int heapMegabytes) {
        String own = setup.jvmArgs();
        List<String> options = new ArrayList<>();
        if (!HEAP_SIZE.matcher(own).find()) {
            options.add("-Xms" + heapMegabytes + "m");
            options.add("-Xmx" + heapMegabytes + "m");
            options.add(Jdk.LARGE_REGIONS);
        } else if (!LEAST_SIZE.matcher(own).find()) {
            // What a growing heap takes later is not touched beforehand.
            MOST_SIZE.matcher(own).results().forEach(most -> options.add("-Xms" + most.group(1)));
        }
        options.add("-XX:+AlwaysPreTouch");
        // With one thread in the common pool, as on two cores, a JDK before 25 starts a thread for each async task.
        // A backlog of them would take the cores from all other JVMs for minutes.
        options.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism="
                + Math.max(2, Runtime.getRuntime().availableProcessors() - 1));
        options.addAll(jdk.timingFlags());
        if (!setup.gc().isEmpty()) {
            options.addAll(Labelled.of(Collector.class, setup.gc()).flags());
        }
        if (!own.isBlank()) {
            options.addAll(List.of(own.strip().split("\\s+")));
        }
        return options;
    }
}
