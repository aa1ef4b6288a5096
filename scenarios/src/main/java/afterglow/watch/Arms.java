package afterglow.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import one.profiler.AsyncProfilerLoader;

/**
 * How often the timers of one class are armed, and by what code.
 *
 * @param perSecond how often; NaN if unknown
 * @param stacks those that arm most, the most frequent first
 */
public record Arms(double perSecond, List<Stack> stacks) {

    /** Nothing is known. */
    static final Arms UNKNOWN = new Arms(Double.NaN, List.of());

    /**
     * A stack that arms.
     *
     * @param frames methods with their lines, the innermost first, without the timer's own
     * @param share of all arms, 0 to 1
     */
    public record Stack(List<String> frames, double share) {

        /** The innermost frame outside the JDK and the libraries that arm for others: the line that arms. */
        public String line() {
            return frames.stream()
                    .filter(frame -> !LIBRARY.matcher(frame).lookingAt())
                    .findFirst()
                    .orElse(frames.get(0));
        }
    }

    private static final int MOST_STACKS = 3;
    private static final int MOST_FRAMES = 6;
    private static final long DENSE_PER_SECOND = 5_000;
    private static final int FIRST_INTERVAL = 100;
    private static final Pattern LIBRARY =
            Pattern.compile("(java|javax|jdk|sun|rx|reactor|okio|okhttp3|kotlin|kotlinx|scala"
                    + "|akka|io\\.(reactivex|netty|vertx|grpc)|com\\.google\\.common|org\\.eclipse\\.jetty"
                    + "|org\\.apache\\.(dubbo|kafka|pekko))\\.");
    private static final Pattern ADDRESS = Pattern.compile("[/+.]0x[0-9a-f]+");
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.ObjectAllocationSample">
                <setting name="enabled">true</setting>
                <setting name="throttle">1000/s</setting>
                <setting name="stackTrace">true</setting>
              </event>
            </configuration>
            """;

    /**
     * Traces the constructor with async-profiler: sees each arm, or of more than 5,000 a second every so many.
     *
     * @throws IOException if the JVM takes no native agent
     */
    static Arms traced(Visit visit, TimerClass timer, long millis) throws IOException, InterruptedException {
        Arms coarse = traced(visit, timer, millis / 5, FIRST_INTERVAL);
        long interval = Math.round(2 * coarse.perSecond() / DENSE_PER_SECOND);
        return traced(visit, timer, millis - millis / 5, Math.max(1, interval));
    }

    private static Arms traced(Visit visit, TimerClass timer, long millis, long interval)
            throws IOException, InterruptedException {
        if (!AsyncProfilerLoader.isSupported()) {
            throw new IOException("async-profiler has no library for this machine");
        }
        // Always the same file: a JVM that is watched again has the library already.
        Path library = AsyncProfilerLoader.getAsyncProfilerPath();
        // Complaints go into a file: the service's console is not ours.
        String files = ",file=" + visit.file("arms.jfr") + ",log=" + visit.file("profiler.log");
        String start = "start,jfr,event=" + timer.name() + ".<init>,interval=" + interval + files;
        double seconds = visit.during(
                () -> visit.jvm().load(library, start), () -> visit.jvm().load(library, "stop" + files), millis);
        String constructor = timer.name() + ".<init>";
        Map<List<String>, Long> counts = new HashMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(visit.file("arms.jfr"))) {
            List<String> frames = frames(event);
            // A constructor that calls another of its class counts once.
            long own = frames.stream()
                    .filter(frame -> frame.startsWith(constructor))
                    .count();
            if (event.getEventType().getName().equals("jdk.ExecutionSample") && own < 2) {
                frames.removeIf(frame -> frame.startsWith(constructor));
                counts.merge(outer(frames), interval, Long::sum);
            }
        }
        long arms = counts.values().stream().mapToLong(Long::longValue).sum();
        return new Arms(arms / seconds, most(counts));
    }

    /**
     * What code arms most, by the JDK's own recorder: it samples allocations and knows no rate.
     *
     * @param types the classes of the timers
     */
    static List<Stack> recorded(Visit visit, List<String> types, long millis) throws IOException, InterruptedException {
        Path settings = Files.writeString(visit.file("watch.jfc"), SETTINGS);
        Path file = visit.file("recorded.jfr");
        visit.during(
                () -> visit.jvm().command("JFR.start name=afterglow-watch settings=" + settings),
                () -> visit.jvm().command("JFR.stop name=afterglow-watch filename=" + file),
                millis);
        Map<List<String>, Long> weights = new HashMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.hasField("objectClass")
                    && types.contains(event.getClass("objectClass").getName())) {
                weights.merge(outer(frames(event)), event.getLong("weight"), Long::sum);
            }
        }
        return most(weights);
    }

    private static List<Stack> most(Map<List<String>, Long> weights) {
        double all = weights.values().stream().mapToLong(Long::longValue).sum();
        return weights.entrySet().stream()
                .sorted(Map.Entry.<List<String>, Long>comparingByValue().reversed())
                .limit(MOST_STACKS)
                .map(entry -> new Stack(entry.getKey(), entry.getValue() / all))
                .toList();
    }

    /** The frames up to the sixth of the service itself: callers further out would only divide what one line arms. */
    private static List<String> outer(List<String> frames) {
        List<String> kept = new ArrayList<>();
        int own = 0;
        for (String frame : frames) {
            kept.add(frame);
            own += LIBRARY.matcher(frame).lookingAt() ? 0 : 1;
            if (own == MOST_FRAMES) {
                break;
            }
        }
        return kept.isEmpty() ? List.of("(no stack)") : List.copyOf(kept);
    }

    private static List<String> frames(RecordedEvent event) {
        List<String> frames = new ArrayList<>();
        if (event.getStackTrace() != null) {
            for (RecordedFrame frame : event.getStackTrace().getFrames()) {
                RecordedMethod method = frame.getMethod();
                if (frame.isJavaFrame() && method != null) {
                    String type = method.getType().getName().replace('/', '.');
                    int line = frame.getLineNumber();
                    frames.add(ADDRESS.matcher(type).replaceAll("") + "." + method.getName()
                            + (line > 0 ? ":" + line : ""));
                }
            }
        }
        return frames;
    }
}
