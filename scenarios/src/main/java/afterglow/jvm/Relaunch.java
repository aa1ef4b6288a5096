package afterglow.jvm;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The same main class once more in a JVM with flags that a jar's manifest cannot ask for, or with a user's jars before ours.
 *
 * <p>JDK 24 and later warn of JMH's use of {@code sun.misc.Unsafe} unless they are told not to; older ones refuse the flag.
 */
public final class Relaunch {

    private static final String MARK = "afterglow.relaunched";

    private Relaunch() {}

    /** Whether entries come first on this JVM's class path. */
    public static boolean isFirst(String entries) {
        return (System.getProperty("java.class.path") + File.pathSeparator).startsWith(entries + File.pathSeparator);
    }

    /** Whether this JVM should give way to one with flags, by {@link #run}. */
    public static boolean needed() {
        return System.getProperty(MARK) == null
                && !ManagementFactory.getRuntimeMXBean()
                        .getInputArguments()
                        .containsAll(Jdk.current().quietFlags());
    }

    /**
     * Runs a main class with this JVM's options, class path and streams, and the flags that keep it silent; returns its exit
     * status. The new JVM ends when this one is ended.
     */
    public static int run(Class<?> mainClass, String[] args) throws IOException, InterruptedException {
        return run(mainClass, List.of(), System.getProperty("java.class.path"), List.of(args));
    }

    /**
     * The same with entries before this JVM's class path, if there are any, and with the flags that a measuring JVM needs: a
     * jar's manifest asks for them only if the jar is all of the class path.
     */
    public static int run(Class<?> mainClass, String entries, List<String> args)
            throws IOException, InterruptedException {
        String own = System.getProperty("java.class.path");
        String classPath = entries.isEmpty() ? own : entries + File.pathSeparator + own;
        return run(mainClass, JolAgent.flags(), classPath, args);
    }

    private static int run(Class<?> mainClass, List<String> flags, String classPath, List<String> args)
            throws IOException, InterruptedException {
        List<String> options =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        options.addAll(Jdk.current().quietFlags());
        options.addAll(flags);
        options.add("-D" + MARK + "=" + ProcessHandle.current().pid());
        ChildJvm child = new ChildJvm(Jdk.current(), options, classPath, mainClass.getName(), args);
        Process process = new ProcessBuilder(child.command()).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "afterglow-reaper"));
        return process.waitFor();
    }

    /** Makes a relaunched JVM halt when the one that launched it is gone; without effect in any other. */
    @SuppressWarnings("FutureReturnValueIgnored") // halting is all that is to come of it
    public static void haltWithParent() {
        String parent = System.getProperty(MARK);
        if (parent != null) {
            ProcessHandle.of(Long.parseLong(parent))
                    .ifPresentOrElse(launcher -> launcher.onExit().thenRun(Relaunch::halt), Relaunch::halt);
        }
    }

    private static void halt() {
        Runtime.getRuntime().exit(143);
    }

    private static void end(Process process) {
        process.destroy();
        try {
            // It writes what it measured before it goes.
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
