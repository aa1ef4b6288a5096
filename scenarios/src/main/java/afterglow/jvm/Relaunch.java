package afterglow.jvm;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The same main class once more in a JVM with flags that a jar's manifest cannot ask for.
 *
 * <p>JDK 24 and later warn of JMH's use of {@code sun.misc.Unsafe} unless they are told not to; older ones refuse the flag.
 */
public final class Relaunch {

    private static final String MARK = "afterglow.relaunched";

    private Relaunch() {}

    /** Whether this JVM should give way to one with flags, by {@link #run}. */
    public static boolean needed() {
        return System.getProperty(MARK) == null
                && !Jdk.current().quietFlags().isEmpty()
                && !ManagementFactory.getRuntimeMXBean()
                        .getInputArguments()
                        .containsAll(Jdk.current().quietFlags());
    }

    /**
     * Runs a main class with this JVM's options, class path and streams, and the flags; returns its exit status. The new
     * JVM ends when this one is ended.
     */
    public static int run(Class<?> mainClass, String[] args) throws IOException, InterruptedException {
        List<String> options =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        options.addAll(Jdk.current().quietFlags());
        options.add("-D" + MARK + "=" + ProcessHandle.current().pid());
        ChildJvm child = new ChildJvm(
                Jdk.current(), options, System.getProperty("java.class.path"), mainClass.getName(), List.of(args));
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
