package afterglow.retention;

import java.util.HashMap;
import java.util.Map;
import org.openjdk.jol.vm.VM;

/**
 * What can be reached from one object, measured by JOL: the count that knows its root, beside the {@link Census} that needs
 * none.
 *
 * <p>It stops at threads, class loaders, classes and executors: what lies beyond them belongs to the whole JVM. Referents of
 * {@link java.lang.ref.Reference} objects are not followed either; they do not hold what they refer to.
 *
 * @param objects how many there are
 * @param bytes their size
 * @param byClass both by class, under the names of a census
 */
public record Footprint(long objects, long bytes, Map<String, Census.Count> byClass) {

    /** The footprint of a root; it should hold still meanwhile. */
    public static Footprint of(Object root) {
        return of(Graph.from(root));
    }

    static Footprint of(Graph graph) {
        Map<String, Census.Count> byClass = new HashMap<>();
        Map<Class<?>, String> names = new HashMap<>();
        long objects = 0;
        long bytes = 0;
        for (Object object : graph.objects()) {
            long size = VM.current().sizeOf(object);
            String name = names.computeIfAbsent(object.getClass(), type -> Census.plainName(type.getName()));
            byClass.merge(name, new Census.Count(1, size), Census.Count::plus);
            objects++;
            bytes += size;
        }
        return new Footprint(objects, bytes, byClass);
    }
}
