package afterglow.retention;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The roots in this JVM that can keep an object alive: static fields, and threads. */
final class Holders {

    /** Closed to us, or our own. */
    private static final List<String> PASSED_OVER = List.of(
            "java.lang.", "jdk.", "sun.", "com.sun.", "afterglow.", "org.openjdk.jol.", "org.apache.commons.math3.");

    private Holders() {}

    /** Objects that are held by themselves, a subject's root among them, each with the name of its holder. */
    static IdentityHashMap<Object, String> ofThisJvm(@Nullable Object root) {
        IdentityHashMap<Object, String> held = new IdentityHashMap<>();
        if (root != null) {
            held.put(root, "program");
        }
        Census.diagnose("vmClassHierarchy")
                .lines()
                .map(line -> line.replaceFirst("^[-| ]*", "").replaceFirst("/.*", ""))
                .filter(name -> PASSED_OVER.stream().noneMatch(name::startsWith))
                .forEach(name -> addStatics(name, held));
        // The object by which such a map stands for null is a static field, too, and would come out of it as null.
        held.remove(null);
        Thread.getAllStackTraces()
                .keySet()
                .forEach(thread -> held.putIfAbsent(thread, "thread '" + thread.getName() + "'"));
        return held;
    }

    private static void addStatics(String className, IdentityHashMap<Object, String> held) {
        try {
            for (Field field : Class.forName(className, false, ClassLoader.getSystemClassLoader())
                    .getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    Object value = field.get(null);
                    if (value != null) {
                        held.putIfAbsent(value, "static " + className + "." + field.getName());
                    }
                }
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            // Not of the class path, or never initialised: then it holds nothing that a path could begin with.
            return;
        }
    }
}
