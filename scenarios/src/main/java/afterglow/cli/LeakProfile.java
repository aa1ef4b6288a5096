package afterglow.cli;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.leak.profile.ProfileChild;
import afterglow.leak.profile.ProfileChild.Work;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fresh JVM in which the leaky form of a demonstration, or a program of the user's, runs under a profiler. */
record LeakProfile(PrintStream console) {

    private static final Duration FOR_EVER = Duration.ofDays(3650);
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    /** Writes flame graphs of a demonstration to a folder, and prints the retained bytes by method. */
    void ofDemonstration(String name, long sends, Duration timeout, Path folder)
            throws IOException, InterruptedException {
        requireSuccess(
                run(AT_MOST, Work.PROFILE_DEMONSTRATION, name, timeout, Map.of("sends", sends, "folder", folder)));
    }

    /** The same of a program of the user's; returns the exit code. */
    int ofProgram(String className, long sends, Path folder) throws IOException, InterruptedException {
        ChildJvm.End end =
                run(AT_MOST, Work.PROFILE_PROGRAM, className, Duration.ZERO, Map.of("sends", sends, "folder", folder));
        if (end.succeeded()) {
            return 0;
        }
        System.err.println(className + ": the JVM under the profiler " + end.inWords());
        return Cli.GATE_FAILED;
    }

    /** Serves the profiles of a demonstration until it is ended. */
    void serve(String name, int port, Duration timeout) throws IOException, InterruptedException {
        // Closed again at once: it only finds out, before a JVM is started, whether the port can be had.
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            console.println("starting " + name + ", port " + probe.getLocalPort());
        } catch (BindException e) {
            throw new EnvironmentException(
                    "port " + port + " cannot be had (" + e.getMessage() + "); name another one above 1023", e);
        }
        requireSuccess(run(FOR_EVER, Work.SERVE_DEMONSTRATION, name, timeout, Map.of("port", port)));
    }

    private static void requireSuccess(ChildJvm.End end) {
        if (!end.succeeded()) {
            throw new EnvironmentException("the JVM under the profiler " + end.inWords(), null);
        }
    }

    private ChildJvm.End run(Duration atMost, Work work, String name, Duration timeout, Map<String, ?> further)
            throws IOException, InterruptedException {
        Map<String, Object> arguments = new HashMap<>(further);
        arguments.putAll(Map.of("work", work, "name", name, "timeout", timeout));
        Jdk jdk = Jdk.current();
        List<String> options = new ArrayList<>(
                List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:FlightRecorderOptions=old-object-queue-size=2048"));
        if (jdk.feature() >= 24) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        ChildJvm.End end = new ChildStep(
                        jdk, options, System.getProperty("java.class.path"), ProfileChild.class, arguments)
                .run(atMost, console::println)
                .end();
        if (end.succeeded() && !end.err().isBlank()) {
            System.err.println(end.err().strip());
        }
        return end;
    }
}
