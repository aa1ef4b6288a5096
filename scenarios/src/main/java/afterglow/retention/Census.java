package afterglow.retention;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The live objects of this JVM by class, counted after a full garbage collection.
 *
 * <p>The collector itself counts, on the request of the JVM's diagnostic command {@code GC.class_histogram}: exact, no agent
 * needed, 5 ms in a small heap and some 70 ms for each million objects. Hidden classes (lambdas) go by the name of their
 * host, without number and address, so that those of one host are one class.
 */
public record Census(Map<String, Count> byClass) {

    /** Objects of one class, and their bytes. */
    public record Count(long objects, long bytes) {

        public Count plus(Count other) {
            return new Count(objects + other.objects, bytes + other.bytes);
        }
    }

    /** What collectors fill their gaps with, since JDK 19; before, they took arrays of int. */
    private static final Set<String> FILLERS =
            Set.of("jdk.internal.vm.FillerObject", "[Ljdk.internal.vm.FillerElement;");

    private static final Pattern RANK = Pattern.compile("\\d+:");
    private static final Pattern ADDRESS = Pattern.compile("(\\$\\$Lambda)?(\\$\\d+)?[/+.]0x[0-9a-f]+");

    /** Stands for the bytes that Java code has outside the heap, in direct buffers or by itself. */
    static final String NATIVE = "native memory";

    /** A buffer that was collected is freed by another thread. */
    private static final long FREEING_MILLIS = 5;

    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=(\\d+)KB");

    /** Collects all garbage and counts what is left. */
    public static Census take() {
        return parse(diagnose("gcClassHistogram"));
    }

    /** The same, with native memory as one more class if this JVM tracks it. */
    static Census withNative() throws InterruptedException {
        Census live = take();
        Thread.sleep(FREEING_MILLIS);
        Matcher other = OTHER.matcher(diagnose("vmNativeMemory"));
        if (other.find()) {
            live.byClass.put(NATIVE, new Count(0, Long.parseLong(other.group(1)) << 10));
        }
        return live;
    }

    /** What a diagnostic command of this JVM answers. */
    static String diagnose(String command) {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            command,
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this JVM does not answer " + command + ": " + e.getMessage(), e);
        }
    }

    /** Reads what {@code GC.class_histogram} prints; what names no class or none of the program is left out. */
    public static Census parse(String histogram) {
        Map<String, Count> byClass = new HashMap<>();
        histogram.lines().forEach(line -> {
            // "  17:   366   11712  java.lang.String (java.base@17.0.15)"; the module is not there for our own classes.
            StringTokenizer cells = new StringTokenizer(line);
            if (cells.countTokens() >= 4 && RANK.matcher(cells.nextToken()).matches()) {
                Count count = new Count(Long.parseLong(cells.nextToken()), Long.parseLong(cells.nextToken()));
                String name = cells.nextToken();
                if (!FILLERS.contains(name)) {
                    byClass.merge(plainName(name), count, Count::plus);
                }
            }
        });
        return new Census(byClass);
    }

    /** A class name without what differs from run to run. */
    static String plainName(String name) {
        return name.contains("0x") ? ADDRESS.matcher(name).replaceFirst("$1") : name;
    }

    public Count count(String name) {
        return byClass.getOrDefault(name, new Count(0, 0));
    }

    public long objects() {
        return byClass.values().stream().mapToLong(Count::objects).sum();
    }

    public long bytes() {
        return byClass.values().stream().mapToLong(Count::bytes).sum();
    }
}
