package afterglow.retention;

import java.lang.ref.Reference;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jol.vm.VM;

/**
 * The objects that can be reached from a root, breadth first, each with the object that led to it, so the way back is a
 * shortest path.
 *
 * <p>From a single root it stops at threads, class loaders, classes and executors: what lies beyond them belongs to the whole
 * JVM. Referents of {@link Reference} objects are not followed; they do not hold what they refer to.
 */
final class Graph {

    /** A field that holds a reference, and where it lies. */
    private record Link(String name, long offset) {}

    private final List<Object> objects = new ArrayList<>();
    private int[] parents = new int[1024];
    private final Map<Class<?>, List<Link>> links = new HashMap<>();
    private final IdentityHashMap<Object, String> holders;

    private Graph(IdentityHashMap<Object, String> holders) {
        this.holders = holders;
    }

    static Graph from(Object root) {
        Graph graph = new Graph(new IdentityHashMap<>());
        graph.walk(List.of(root));
        return graph;
    }

    /** All that this JVM holds by static fields, threads and a root: here neither executors nor threads are foreign. */
    static Graph ofThisJvm(@Nullable Object root) {
        Graph graph = new Graph(Holders.ofThisJvm(root));
        graph.walk(graph.holders.keySet());
        return graph;
    }

    /** All of them by class, counted and measured by JOL. */
    Census census() {
        Map<String, Census.Count> byClass = new HashMap<>();
        Map<Class<?>, String> names = new HashMap<>();
        for (Object object : objects) {
            String name = names.computeIfAbsent(object.getClass(), type -> Census.plainName(type.getName()));
            byClass.merge(name, new Census.Count(1, VM.current().sizeOf(object)), Census.Count::plus);
        }
        return new Census(byClass);
    }

    /**
     * A shortest path from the root to an object of a class, in words, and on from there to what it holds, as long as that is
     * of classes that are retained as well.
     *
     * @param retained all classes that are retained, under the names of a census
     */
    Optional<String> path(String target, Set<String> retained) {
        int[] found = IntStream.range(0, objects.size())
                .filter(i -> nameOf(i).equals(target))
                .toArray();
        if (found.length == 0) {
            return Optional.empty();
        }
        List<Integer> path = new ArrayList<>();
        // From one root, the nearest; in a whole JVM others have such objects too, and most are what is retained.
        for (int at = found[holders.isEmpty() ? 0 : found.length / 2]; at >= 0; at = parents[at]) {
            path.add(at);
        }
        Collections.reverse(path);
        extend(path, retained);
        return Optional.of(inWords(path));
    }

    private void extend(List<Integer> path, Set<String> retained) {
        Set<String> seen = new HashSet<>();
        path.forEach(at -> seen.add(nameOf(at)));
        int end = path.get(path.size() - 1);
        for (int i = end + 1; i < objects.size(); i++) {
            // A class that is on the path already is the next of a chain, and would lead through all of it.
            if (parents[i] == end && retained.contains(nameOf(i)) && seen.add(nameOf(i))) {
                path.add(i);
                end = i;
            }
        }
    }

    private String inWords(List<Integer> path) {
        List<String> words = new ArrayList<>();
        String last = "";
        for (int step = 0; step < path.size(); step++) {
            Object holder = objects.get(path.get(step));
            String edge = step + 1 < path.size() ? edge(holder, objects.get(path.get(step + 1))) : "";
            String word = label(holder) + edge;
            // A chain is as long as what it holds.
            if (step == 0 || !word.equals(last)) {
                words.add(step == 0 && holders.containsKey(holder) ? holders.get(holder) + ": " + word : word);
            }
            last = word;
        }
        return String.join(" -> ", words);
    }

    private static String label(Object object) {
        Class<?> type = object.getClass();
        if (type.isArray()) {
            return "array";
        }
        if (type.isHidden()) {
            return "lambda";
        }
        String simple = type.getSimpleName();
        return simple.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : simple;
    }

    private String edge(Object holder, Object held) {
        if (holder instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) {
                if (array[i] == held) {
                    return "[" + i + "]";
                }
            }
        }
        for (Link link : linksOf(holder.getClass())) {
            if (VM.current().getObject(holder, link.offset()) == held) {
                return "." + link.name();
            }
        }
        return "";
    }

    private String nameOf(int index) {
        return Census.plainName(objects.get(index).getClass().getName());
    }

    private void walk(Collection<Object> roots) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        roots.forEach(root -> visit(root, -1, seen));
        // Grows while it is walked.
        for (int at = 0; at < objects.size(); at++) {
            Object object = objects.get(at);
            if (object instanceof Object[] array) {
                for (Object element : array) {
                    visitUnlessForeign(element, at, seen);
                }
            } else if (!object.getClass().isArray()) {
                for (Link link : linksOf(object.getClass())) {
                    visitUnlessForeign(VM.current().getObject(object, link.offset()), at, seen);
                }
            }
        }
    }

    private void visitUnlessForeign(@Nullable Object object, int parent, Set<Object> seen) {
        if (object != null && !isForeign(object)) {
            visit(object, parent, seen);
        }
    }

    private void visit(Object object, int parent, Set<Object> seen) {
        if (seen.add(object)) {
            if (objects.size() == parents.length) {
                parents = Arrays.copyOf(parents, 2 * parents.length);
            }
            parents[objects.size()] = parent;
            objects.add(object);
        }
    }

    private boolean isForeign(Object object) {
        return object instanceof ClassLoader
                || object instanceof Class
                || (holders.isEmpty()
                        && (object instanceof Thread || object instanceof ThreadGroup || object instanceof Executor));
    }

    private List<Link> linksOf(Class<?> type) {
        return links.computeIfAbsent(
                type,
                unseen -> Stream.<Class<?>>iterate(
                                type, level -> level != null && level != Reference.class, Class::getSuperclass)
                        .flatMap(level -> Arrays.stream(level.getDeclaredFields()))
                        .filter(field -> !Modifier.isStatic(field.getModifiers())
                                && !field.getType().isPrimitive())
                        .map(field -> new Link(field.getName(), VM.current().fieldOffset(field)))
                        .toList());
    }
}
