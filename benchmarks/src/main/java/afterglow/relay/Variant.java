package afterglow.relay;

import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.retention.Collector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that contestants are measured on.
 *
 * @param jdk what runs them
 * @param name the JDK as tables call it: its feature release, or its whole version where a run has two of one release
 * @param gc its collector; null for the JDK's own choice
 * @param jvmArgs further options of the timed JVMs, as one text; empty for none
 */
public record Variant(Jdk jdk, String name, @Nullable Collector gc, String jvmArgs) {

    private static final Pattern HEAP_SIZE = Pattern.compile("-Xm[sx]|-XX:(Initial|Max|Min)(Heap|RAM)");
    private static final Pattern MOST_HEAP = Pattern.compile("-Xmx(\\d+)([gGmMkK]?)");
    private static final int BESIDE_HEAP_MEGABYTES = 90;

    /** Every combination of what was asked for. */
    public static List<Variant> of(List<Jdk> jdks, List<Collector> collectors, List<String> jvmArgs) {
        List<@Nullable Collector> chosen = new ArrayList<>(collectors);
        if (chosen.isEmpty()) {
            chosen.add(null);
        }
        List<Variant> variants = new ArrayList<>();
        for (Jdk jdk : jdks) {
            boolean alone = jdks.stream()
                            .filter(other -> other.feature() == jdk.feature())
                            .count()
                    == 1;
            String name = alone ? Integer.toString(jdk.feature()) : jdk.version();
            for (Collector gc : chosen) {
                for (String args : jvmArgs.isEmpty() ? List.of("") : jvmArgs) {
                    variants.add(new Variant(jdk, name, gc, args));
                }
            }
        }
        return List.copyOf(variants);
    }

    /**
     * The options of a small heap of a fixed size, every page of which is touched beforehand: the first touch of memory costs
     * more than most timers, and no service pays it after its first minute. A size among the variant's own options stands.
     */
    public List<String> heap(int megabytes) {
        List<String> heap = new ArrayList<>();
        if (!HEAP_SIZE.matcher(jvmArgs).find()) {
            heap.add("-Xms" + megabytes + "m");
            heap.add("-Xmx" + megabytes + "m");
        }
        heap.add("-XX:+AlwaysPreTouch");
        return heap;
    }

    /** The most memory that a timed JVM of it takes, in MB: its heap, and what a JVM needs beside it. */
    public long memoryMegabytes(int heapMegabytes) {
        Matcher most = MOST_HEAP.matcher(jvmArgs);
        long heap = heapMegabytes;
        while (most.find()) {
            long size = Long.parseLong(most.group(1));
            heap = switch (most.group(2).toLowerCase(Locale.ROOT)) {
                case "g" -> size << 10;
                case "m" -> size;
                case "k" -> size >> 10;
                default -> size >> 20;
            };
        }
        return heap + BESIDE_HEAP_MEGABYTES;
    }

    /** The options that a timed JVM of it is given. */
    public List<String> flags() {
        List<String> flags = new ArrayList<>(jdk.quietFlags());
        if (gc != null) {
            flags.addAll(gc.flags());
        }
        if (!jvmArgs.isBlank()) {
            flags.addAll(List.of(jvmArgs.strip().split("\\s+")));
        }
        return flags;
    }

    /** The collector under which its objects are counted; they are the same under each, and Serial is the quickest. */
    public Collector countedUnder() {
        return gc == null ? Collector.SERIAL : gc;
    }

    /** Whether two differ in nothing that a count of objects depends on. */
    public boolean countsAs(Variant other) {
        return name.equals(other.name) && countedUnder() == other.countedUnder();
    }

    /** Sets the columns that tell it. */
    public Row mark(Row row) {
        return row.set("jdk", name).set("gc", gcLabel()).set("jvm_args", jvmArgs);
    }

    /** Whether a row of a timing table was measured on it. */
    public boolean marks(Row row) {
        return row.text("jdk").equals(name)
                && row.text("gc").equals(gcLabel())
                && row.text("jvm_args").equals(jvmArgs);
    }

    /** Its whole name, by which a run that goes on knows it again: {@code 17|17.0.15+6|serial|-Xmx1g}. */
    public String identity() {
        return String.join("|", name, jdk.version(), gcLabel(), jvmArgs);
    }

    /** The one of a whole name; where its JDK lies is not known. */
    public static Variant recorded(String identity) {
        String[] parts = identity.split("\\|", 4);
        Jdk jdk = new Jdk(Path.of(""), parts[1], Runtime.Version.parse(parts[1]).feature());
        Collector gc = parts[2].isEmpty() ? null : Collector.valueOf(parts[2].toUpperCase(Locale.ROOT));
        return new Variant(jdk, parts[0], gc, parts[3]);
    }

    /** For people. */
    public String label() {
        return ("JDK " + name + " " + gcLabel() + " " + jvmArgs).strip().replaceAll("\\s+", " ");
    }

    private String gcLabel() {
        return gc == null ? "" : gc.label();
    }
}
