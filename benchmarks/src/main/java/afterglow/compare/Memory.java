package afterglow.compare;

import afterglow.cli.EnvironmentException;
import afterglow.results.Environment;
import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How many JVMs of a relay fit into memory. */
final class Memory {

    /** The heap of each JVM of a relay, enough for what a point retains by design. */
    static final int HEAP_MEGABYTES = 192;

    private static final Pattern HEAP =
            Pattern.compile("-(?:Xm[sx]|XX:(?:Max|Initial)HeapSize=)(\\d+)([gGmMkK]?)|-XX:MaxRAMPercentage=(\\d+)");
    private static final int BESIDE_HEAP_MEGABYTES = 90;

    /** For this JVM and the system. */
    private static final long KEPT_MEGABYTES = 700;

    private Memory() {}

    /** How many groups the contestants must be dealt into; refuses if the floors and one contestant do not fit. */
    static int groups(int strategies, Collection<JvmSetup> setups, long availableMegabytes) {
        long each = setups.stream().mapToLong(Memory::megabytes).sum();
        int floors = Floors.IDS.size();
        long room = (availableMegabytes - KEPT_MEGABYTES) / each - floors;
        if (room <= 0) {
            throw new EnvironmentException(
                    "the relay needs " + (each * (floors + 1) + KEPT_MEGABYTES) + " MB of free memory, and there are "
                            + availableMegabytes + "; free some, or give fewer --jdk, --gc or a smaller -Xmx with"
                            + " --jvm-args",
                    null);
        }
        return (int) ((strategies + room - 1) / room);
    }

    /** The most memory that a timed JVM takes, in MB: its heap, and what a JVM needs beside it. */
    static long megabytes(JvmSetup setup) {
        return heapMegabytes(setup) + BESIDE_HEAP_MEGABYTES;
    }

    static long heapMegabytes(JvmSetup setup) {
        return HEAP.matcher(setup.jvmArgs())
                .results()
                .mapToLong(Memory::inMegabytes)
                .max()
                .orElse(HEAP_MEGABYTES);
    }

    private static long inMegabytes(MatchResult size) {
        if (size.group(3) != null) {
            return totalMegabytes() * Long.parseLong(size.group(3)) / 100;
        }
        int powerOf1024 =
                size.group(2).isEmpty() ? 0 : 1 + "kmg".indexOf(size.group(2).toLowerCase(Locale.ROOT));
        return Long.parseLong(size.group(1)) << (10 * powerOf1024) >> 20;
    }

    /** The machine's memory; in a container the container's. */
    private static long totalMegabytes() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize() >> 20;
    }

    static long availableMegabytes() {
        String available = Environment.field("/proc/meminfo", "MemAvailable");
        // Other systems do not tell what caches would give back.
        return available.isEmpty()
                ? totalMegabytes() * 3 / 4
                : Math.min(totalMegabytes(), Long.parseLong(available.replace(" kB", "")) >> 10);
    }
}
