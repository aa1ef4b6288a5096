package afterglow.relay;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The line protocol between a relay's JVM and its coordinator: commands on standard input, answers with a prefix on standard
 * output. What a strategy prints goes to standard error, because part of a line would corrupt an answer.
 */
final class Turn {

    /** Commands: run a point's JMH, or the next iteration of it; tell the CPU time; measure lateness. */
    static final String POINT = "point";

    static final String GO = "go";
    static final String CPU = "cpu";
    static final String LATENESS = "lateness";

    static final String READY = "afterglow:ready\t";
    static final String WARM = "afterglow:warm";
    static final String BURNT = "afterglow:cpu\t";
    static final String JMH = "afterglow:jmh\t";
    static final String DONE = "afterglow:done";
    static final String FAILED = "afterglow:failed\t";

    private static final PrintStream ANSWERS =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    /** The exit status of a JVM whose coordinator is gone. */
    private static final int ABANDONED = 143;

    private Turn() {}

    static void answer(String line) {
        ANSWERS.println(line);
    }

    /** Waits for the turn; meanwhile it tells, when asked, the CPU time since it was last asked. */
    static void await() {
        Map<Path, Long> before = Map.of();
        for (String command = command(); !command.equals(GO); command = command()) {
            if (!command.equals(CPU)) {
                throw new IllegalStateException("'" + command + "' is no command for a JVM that waits for its turn");
            }
            Map<Path, Long> now = ThreadTimes.ran();
            if (now.values().stream().allMatch(nanos -> nanos == 0)) {
                now = Map.of(Path.of(""), cpuNanos());
            }
            answer(BURNT + burnt(before, now));
            before = now;
        }
    }

    /** What the threads that are alive burned; one that ended takes along what it had burned before. */
    static long burnt(Map<Path, Long> before, Map<Path, Long> now) {
        return now.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                .sum();
    }

    /** The next command; halts the JVM if the coordinator is gone. A buffered reader would also consume the commands behind it. */
    static String command() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = System.in.read(); next != '\n'; next = System.in.read()) {
                if (next < 0) {
                    Runtime.getRuntime().halt(ABANDONED);
                }
                line.write(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The CPU time of this process, in ns. Steps of 10 ms, as on some systems, do no harm over many slices. */
    static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
