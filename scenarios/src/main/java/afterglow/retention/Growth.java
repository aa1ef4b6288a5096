package afterglow.retention;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a series of sends left behind, for each send.
 *
 * @param sends how many sends lie between the first checkpoint and the last
 * @param objects of all classes that grew
 * @param bytes of all classes that grew
 * @param objectsMore how many more objects of these classes there were at the last checkpoint than at the first
 * @param bytesMore how many more bytes
 * @param classes those that grew, the heaviest first
 */
public record Growth(long sends, Slope objects, Slope bytes, long objectsMore, long bytesMore, List<OfClass> classes) {

    static final Slope NOTHING = new Slope(0, 0, 0);

    static final Comparator<OfClass> HEAVIEST_FIRST = Comparator.comparingDouble(
                    (OfClass grown) -> -grown.bytes().perSend())
            .thenComparing(OfClass::name);

    /**
     * What was left of one class.
     *
     * @param name as {@link Census} has it
     * @param objects its live objects
     * @param bytes their bytes
     */
    public record OfClass(String name, Slope objects, Slope bytes) {}

    /** Whether anything grew. */
    public boolean any() {
        return !classes.isEmpty();
    }

    /** The names of the classes that grew. */
    public Set<String> names() {
        return classes.stream().map(OfClass::name).collect(Collectors.toUnmodifiableSet());
    }

    /** The class that carries it: the heaviest of those that grew. */
    public Optional<String> carrier() {
        return classes.stream().findFirst().map(OfClass::name);
    }
}
