package afterglow.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the cores of the machine did since it started, in ticks; zeros where the system does not tell. */
public record CoreTicks(long stolen, long all) {

    /** After the word cpu: user nice system idle iowait irq softirq steal guest guest_nice. */
    private static final int STOLEN = 8;

    public static CoreTicks now() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] cells = lines.findFirst().orElse("").split("\\s+");
            long[] ticks = Stream.of(cells)
                    .skip(1)
                    .limit(STOLEN)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return ticks.length == STOLEN
                    ? new CoreTicks(ticks[STOLEN - 1], LongStream.of(ticks).sum())
                    : new CoreTicks(0, 0);
        } catch (IOException | NumberFormatException noSuchFile) {
            return new CoreTicks(0, 0);
        }
    }

    /** What part of the time since then the host had given to others. */
    public double stolenShareSince(CoreTicks then) {
        return all == then.all ? 0 : (double) (stolen - then.stolen) / (double) (all - then.all);
    }
}
