package afterglow.retention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The censuses of one series of sends, one at each checkpoint, and what grew between them.
 *
 * <p>It lives in the heap that it keeps account of. So its arrays are there before the first checkpoint, and only a class
 * that was never seen before adds to it. Not thread-safe.
 */
public final class Ledger {

    /** How often one ledger may see growth where there is none, over all of its classes together. */
    private static final double FALSE_ALARM = 1e-3;

    /** Arrays of what grows. */
    private static final long LEAST_TABLE_BYTES = 1 << 14;

    private static final double ALPHA = 0.05;
    private static final int CLASSES = 4096;

    private final Map<String, Integer> classes = new HashMap<>(2 * CLASSES);
    private final long[] sends;
    private long[][] objects;
    private long[][] bytes;
    private int checkpoints;

    /** An empty one for a number of checkpoints, three or more. */
    public Ledger(int capacity) {
        sends = new long[capacity];
        objects = new long[CLASSES][capacity];
        bytes = new long[CLASSES][capacity];
    }

    /** Learns the existing classes before the first checkpoint, so that learning them later does not count as growth. */
    public void learn(Census census) {
        census.byClass().keySet().forEach(this::indexOf);
    }

    /** Adds a checkpoint: the live objects after this many sends. Returns how many they are. */
    public long enter(long after, Census census) {
        sends[checkpoints++] = after;
        return fill(census);
    }

    /** Replaces the last checkpoint by the objects that are live now. Returns how many they are. */
    public long amend(Census census) {
        for (int i = 0; i < objects.length; i++) {
            objects[i][checkpoints - 1] = 0;
            bytes[i][checkpoints - 1] = 0;
        }
        return fill(census);
    }

    private long fill(Census census) {
        census.byClass().forEach((name, count) -> {
            int index = indexOf(name);
            objects[index][checkpoints - 1] = count.objects();
            bytes[index][checkpoints - 1] = count.bytes();
        });
        return census.objects();
    }

    private static boolean isUnmistakable(long[] count) {
        long grown = last(count) - count[0];
        return grown >= Growth.MANY_OBJECTS
                && 4 * rises(count) >= 3 * (count.length - 1)
                && 4 * (last(count) - count[count.length / 2]) >= grown;
    }

    /** What grew with the sends if no class is suspected; see {@link #growth(Set)}. */
    public Growth growth() {
        return growth(Set.of());
    }

    /**
     * What grew with the sends.
     *
     * <p>A class grew if the lower end of its slope's interval is above zero, at a level of confidence that is shared out over
     * all classes (Bonferroni), or over the suspected ones if it is one of them. It must also have grown by four objects or
     * more, and in at least half of the gaps between checkpoints: a line assumes that its points err by themselves, and those
     * of a count do not. Where a bend in the line, as of a JVM that was kept from its work, widens the interval, growth by a
     * thousand objects in three gaps of four, a quarter of it in the second half, speaks for itself. Everything else, a cache
     * that filled up, a class that was loaded late, is noise by construction.
     *
     * <p>Arrays grow in leaps while their number stays. Those of references are counted in bytes beside a class that grew;
     * without one, an array must never shrink; it, or native memory, must grow both in the first quarter of the checkpoints
     * and, by at least as much, after it: by 0.1 B for each send and 1 MiB in all.
     *
     * @param suspected classes that other sends were seen to leave behind
     */
    public Growth growth(Set<String> suspected) {
        long[] x = Arrays.copyOf(sends, checkpoints);
        long span = x[checkpoints - 1] - x[0];
        List<Growth.OfClass> grown = new ArrayList<>();
        long[] allObjects = new long[checkpoints];
        long[] allBytes = new long[checkpoints];
        classes.forEach((name, index) -> {
            long[] count = Arrays.copyOf(objects[index], checkpoints);
            double alpha = FALSE_ALARM / (suspected.contains(name) ? suspected.size() : classes.size());
            boolean rose = last(count) - count[0] >= Growth.LEAST_OBJECTS && 2 * rises(count) >= count.length - 1;
            if (rose && (isUnmistakable(count) || Slope.fit(x, count, alpha).low() > 0)) {
                long[] size = Arrays.copyOf(bytes[index], checkpoints);
                grown.add(new Growth.OfClass(name, Slope.fit(x, count, ALPHA), Slope.fit(x, size, ALPHA)));
                add(allObjects, count);
                add(allBytes, size);
            }
        });
        boolean counted = !grown.isEmpty();
        classes.forEach((name, index) -> {
            long[] size = Arrays.copyOf(bytes[index], checkpoints);
            boolean swelled = counted ? isTable(name, size) : isSwelling(name, size, span);
            if (swelled && grown.stream().noneMatch(one -> one.name().equals(name))) {
                grown.add(new Growth.OfClass(name, Growth.NOTHING, Slope.fit(x, size, ALPHA)));
                add(allBytes, size);
            }
        });
        if (grown.isEmpty()) {
            return nothing();
        }
        grown.sort(Growth.HEAVIEST_FIRST);
        return new Growth(
                span,
                Slope.fit(x, allObjects, ALPHA),
                Slope.fit(x, allBytes, ALPHA),
                last(allObjects) - allObjects[0],
                last(allBytes) - allBytes[0],
                List.copyOf(grown));
    }

    Growth nothing() {
        return Growth.nothing(sends[checkpoints - 1] - sends[0]);
    }

    private int indexOf(String name) {
        int index = classes.computeIfAbsent(name, unseen -> classes.size());
        if (index == objects.length) {
            objects = widened(objects);
            bytes = widened(bytes);
        }
        return index;
    }

    private static int rises(long[] values) {
        int rises = 0;
        for (int i = 1; i < values.length; i++) {
            rises += values[i] > values[i - 1] ? 1 : 0;
        }
        return rises;
    }

    private static boolean isTable(String name, long[] size) {
        return name.startsWith("[") && name.endsWith(";") && last(size) - size[0] >= LEAST_TABLE_BYTES;
    }

    private static boolean isSwelling(String name, long[] size, long span) {
        // What was collected may not be freed yet.
        boolean outside = name.equals(Census.NATIVE);
        for (int i = 1; i < size.length; i++) {
            if (size[i] < size[i - 1] && !outside) {
                return false;
            }
        }
        long quarter = size[size.length / 4];
        long more = last(size) - size[0];
        return (name.startsWith("[") || outside)
                && quarter > size[0]
                && 2 * (last(size) - quarter) >= more
                && more >= Math.max(Growth.LEAST_BYTES_PER_SEND * (double) span, (double) Growth.LEAST_BYTES);
    }

    private static void add(long[] sum, long[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    private static long last(long[] values) {
        return values[values.length - 1];
    }

    private long[][] widened(long[][] rows) {
        long[][] wide = Arrays.copyOf(rows, 2 * rows.length);
        for (int i = rows.length; i < wide.length; i++) {
            wide[i] = new long[sends.length];
        }
        return wide;
    }
}
