package afterglow.accuracy;

import afterglow.jvm.Wire;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.DataFormatException;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Signed lateness of expiries, in ns to three digits: those that came early in a histogram of their own, because a
 * histogram of this kind holds no negative value, and those beyond its range counted.
 *
 * <p>Any number of threads may record; readers must wait until all of them have finished.
 *
 * @param early by how much expiries were early, each more than 0
 * @param late by how much the others were late, each 0 or more
 * @param overRange counts those that were off by more than an hour, and are in neither histogram
 */
public record Lateness(Histogram early, Histogram late, LongAdder overRange) {

    static final long MOST_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final String KIND = "lateness";
    private static final int DIGITS = 3;

    public Lateness() {
        this(new ConcurrentHistogram(MOST_NANOS, DIGITS), new ConcurrentHistogram(MOST_NANOS, DIGITS), new LongAdder());
    }

    /** Records when an expiry came, counted from its deadline; less than 0 is early. */
    public void record(long nanos) {
        if (Math.abs(nanos) > MOST_NANOS) {
            overRange.increment();
        } else {
            (nanos < 0 ? early : late).recordValue(Math.abs(nanos));
        }
    }

    /** How many came. */
    public long count() {
        return early.getTotalCount() + late.getTotalCount() + overRange.sum();
    }

    /**
     * The lateness that a part of all expiries does not exceed, in ns, negative for early; empty if fewer came than it
     * takes for one of them to lie beyond it.
     *
     * @param percent 50 for the median; more than 0, less than 100
     */
    public OptionalLong percentile(double percent) {
        long earlies = early.getTotalCount();
        long all = earlies + late.getTotalCount();
        // The small term forgives a double that cannot hold 99.9.
        if (all * (100 - percent) < 100 - 1e-6) {
            return OptionalLong.empty();
        }
        long rank = Math.max(1, (long) Math.ceil(all * percent / 100 - 1e-9));
        return OptionalLong.of(rank <= earlies ? -valueAt(early, earlies - rank + 1) : valueAt(late, rank - earlies));
    }

    /** The latest, negative if all were early; empty if none came. */
    public OptionalLong max() {
        if (late.getTotalCount() > 0) {
            return OptionalLong.of(late.getMaxValue());
        }
        return early.getTotalCount() > 0 ? OptionalLong.of(-early.getMinValue()) : OptionalLong.empty();
    }

    /** By how much the earliest was early; empty if none was. */
    public OptionalLong earlyMax() {
        return early.getTotalCount() > 0 ? OptionalLong.of(early.getMaxValue()) : OptionalLong.empty();
    }

    /** Says when it was recorded, in ms since 1970. */
    void recorded(long fromMillis, long toMillis) {
        for (Histogram histogram : List.of(early, late)) {
            histogram.setStartTimeStamp(fromMillis);
            histogram.setEndTimeStamp(toMillis);
        }
    }

    /** Both histograms, the count and the times as one line that a child JVM prints for its parent. */
    public String line() {
        return Wire.line(
                KIND, encoded(early), encoded(late), overRange.sum(), late.getStartTimeStamp(), late.getEndTimeStamp());
    }

    /** Whether a child's line is one of {@link #line}. */
    public static boolean isLine(String line) {
        return Wire.is(line, KIND);
    }

    /** What such a line was made from. */
    public static Lateness of(String line) {
        List<String> cells = Wire.cells(line);
        try {
            Lateness lateness = new Lateness(
                    Histogram.fromString(cells.get(0)), Histogram.fromString(cells.get(1)), new LongAdder());
            lateness.overRange.add(Long.parseLong(cells.get(2)));
            lateness.recorded(Long.parseLong(cells.get(3)), Long.parseLong(cells.get(4)));
            return lateness;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("no histogram: " + e.getMessage(), e);
        }
    }

    /** The value of a rank, counted from 1 at the least. */
    private static long valueAt(Histogram histogram, long rank) {
        // Half a rank lower, so that rounding a percentage never leads to the next one.
        return histogram.getValueAtPercentile(100.0 * (rank - 0.5) / histogram.getTotalCount());
    }

    private static String encoded(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }
}
