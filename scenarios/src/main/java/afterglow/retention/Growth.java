package afterglow.retention;

import afterglow.results.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What each send of a series left behind, summed over all classes that grew.
 *
 * @param sends how many sends lie between the first checkpoint and the last
 * @param objectsMore how many more objects there were at the last checkpoint than at the first
 * @param classes those that grew, the heaviest first
 */
public record Growth(long sends, Slope objects, Slope bytes, long objectsMore, long bytesMore, List<OfClass> classes) {

    /** Fewer objects in a whole series are never taken for growth: caches may fill one by one. */
    static final long LEAST_OBJECTS = 4;

    static final Slope NOTHING = new Slope(0, 0, 0);

    /** So many that no cache of a JVM gathers them in step with the sends. */
    static final long MANY_OBJECTS = 1_000;

    /** Arrays that grow although nothing else does: by so much for each send, and by so much in all. */
    static final double LEAST_BYTES_PER_SEND = 0.1;

    // Some collectors fill the gaps that they leave with arrays of int, and count them.
    static final long LEAST_BYTES = 1 << 20;

    static final Comparator<OfClass> HEAVIEST_FIRST = Comparator.comparingDouble(
                    (OfClass grown) -> -grown.bytes().perSend())
            .thenComparing(OfClass::name);

    /** What was left of one class, by its name as {@link Census} has it. */
    public record OfClass(String name, Slope objects, Slope bytes) {

        /** Fills in its columns of {@link afterglow.results.Schema#RETENTION_CLASSES}. */
        public Row into(Row row) {
            return objects.into(row.set("class", name), "objects_per_send").set("bytes_per_send", bytes.perSend());
        }
    }

    /** Fills in the columns that the tables of growth share: sends, objects and bytes for each, carrier. */
    public Row into(Row row) {
        objects.into(row, "objects_per_send");
        bytes.into(row, "bytes_per_send");
        return row.set("sends", sends).set("carrier", carrier().orElse(""));
    }

    /** That nothing grew over so many sends; less than the upper ends is never taken for growth, more may be missed. */
    static Growth nothing(long sends) {
        return new Growth(
                sends,
                new Slope(0, 0, (double) LEAST_OBJECTS / (double) sends),
                new Slope(0, 0, Math.max(LEAST_BYTES_PER_SEND, (double) LEAST_BYTES / (double) sends)),
                0,
                0,
                List.of());
    }

    /** Whether something grew, but so little that it wants to be seen twice. */
    boolean isFaint() {
        return any() && objectsMore < MANY_OBJECTS && !names().contains(Census.NATIVE);
    }

    /** This growth, if it was seen in another series of sends too, at least in part; else none. */
    Growth confirming(Growth other) {
        return classes.stream().map(OfClass::name).anyMatch(other.names()::contains) ? this : nothing(sends);
    }

    public boolean any() {
        return !classes.isEmpty();
    }

    public Set<String> names() {
        return classes.stream().map(OfClass::name).collect(Collectors.toUnmodifiableSet());
    }

    /** The class that carries it: the heaviest of those that grew. */
    public Optional<String> carrier() {
        return classes.stream().findFirst().map(OfClass::name);
    }
}
