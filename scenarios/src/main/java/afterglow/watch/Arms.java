package afterglow.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import one.profiler.AsyncProfilerLoader;

/**
 * How often the timers of one class are armed, and by what code.
 *
 * @param perSecond how often; NaN if unknown
 * @param stacks those that arm most, the most frequent first
 */
public record Arms(double perSecond, List<Stack> stacks) {

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
            return frames.stream().filter(Arms::isService).findFirst().orElse(frames.get(0));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static final int MOST_STACKS = 3;
    private static final int MOST_FRAMES = 6;
    private static final long DENSE_PER_SECOND = 5_000;
    private static final int FIRST_INTERVAL = 100;
    /** If this tool is killed, the trace in the service ends this long after it should have. */
    private static final long GRACE_SECONDS = 60;

    private static final Pattern LIBRARY = Pattern.compile(
            "(java|javax|jdk|sun|rx|reactor|okio|okhttp3|kotlin|kotlinx|scala|akka|com\\.google\\.common"
                    + "|io\\.(reactivex|netty|vertx|grpc|lettuce)|org\\.(eclipse\\.jetty|redisson|springframework"
                    + "|apache\\.(dubbo|kafka|pekko)))\\.");
    private static final Pattern ADDRESS = Pattern.compile("[/+.]0x[0-9a-f]+");

    /** The line that arms most; empty if unknown. */
    public String line() {
        return stacks.isEmpty() ? "" : stacks.get(0).line();
    }

    /**
     * Traces the constructor with async-profiler: every arm, or above 5,000 a second only every n-th.
     *
     * @param types the classes of the timers, the one whose constructor is traced first
     * @throws IOException if the JVM takes no native agent
     */
    static Arms traced(LiveJvm jvm, List<String> types, long millis) throws IOException, InterruptedException {
        if (!AsyncProfilerLoader.isSupported()) {
            throw new IOException("async-profiler has no library for this machine");
        }
        Arms coarse = traced(jvm, types, millis / 5, FIRST_INTERVAL);
        long interval = Math.round(2 * coarse.perSecond() / DENSE_PER_SECOND);
        return traced(jvm, types, millis - millis / 5, Math.max(1, interval));
    }

    private static Arms traced(LiveJvm jvm, List<String> types, long millis, long interval)
            throws IOException, InterruptedException {
        // Always the same file: a JVM that is watched again has the library already.
        Path library = AsyncProfilerLoader.getAsyncProfilerPath();
        Path recording = jvm.file("arms.jfr");
        // Complaints go into a file: the service's console is not ours.
        String files = ",file=" + recording + ",log=" + jvm.file("profiler.log");
        String start = "start,jfr,event=" + types.get(0) + ".<init>,interval=" + interval + ",timeout="
                + (millis / 1_000 + GRACE_SECONDS) + files;
        Span span = during(() -> jvm.load(library, start), () -> jvm.load(library, "stop" + files), millis);
        return read(recording, span, "jdk.ExecutionSample", types, event -> interval);
    }

    /** What code arms most, by the JDK's own recorder: it samples allocations and knows no rate. */
    static List<Stack> recorded(LiveJvm jvm, List<String> types, long millis) throws IOException, InterruptedException {
        Path recording = jvm.file("recorded.jfr");
        Span span = during(
                () -> jvm.command("JFR.start name=afterglow-watch"),
                () -> jvm.command("JFR.stop name=afterglow-watch filename=" + recording),
                millis);
        ToLongFunction<RecordedEvent> weight =
                event -> types.contains(event.getClass("objectClass").getName()) ? event.getLong("weight") : 0;
        return read(recording, span, "jdk.ObjectAllocationSample", types, weight)
                .stacks();
    }

    /** A time, by the system's clock, which recordings tell too. */
    private record Span(Instant begin, Instant end) {

        boolean holds(RecordedEvent event) {
            return !event.getStartTime().isBefore(begin)
                    && !event.getStartTime().isAfter(end);
        }

        double seconds() {
            return Duration.between(begin, end).toNanos() / 1e9;
        }
    }

    /**
     * Switches something on, waits, and switches it off, also if it is interrupted; returns when it was on for certain. On a busy
     * machine it may have been on for seconds before and after.
     */
    private static Span during(Step on, Step off, long millis) throws IOException, InterruptedException {
        on.run();
        Instant begun = Instant.now();
        try {
            Thread.sleep(millis);
            return new Span(begun, Instant.now());
        } finally {
            off.run();
        }
    }

    /** What a recording's events of one name weigh a second, and the stacks that weigh most, without constructors. */
    private static Arms read(
            Path recording, Span span, String name, List<String> types, ToLongFunction<RecordedEvent> weight)
            throws IOException {
        Map<List<String>, Long> weights = new HashMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
            List<String> frames = frames(event);
            // A constructor that calls another of its class counts once.
            boolean inner = frames.stream().filter(made(types.subList(0, 1))).count() > 1;
            boolean counts = !inner && event.getEventType().getName().equals(name) && span.holds(event);
            long weighs = counts ? weight.applyAsLong(event) : 0;
            if (weighs > 0) {
                List<String> callers =
                        frames.stream().filter(made(types).negate()).toList();
                weights.merge(relevant(callers), weighs, Long::sum);
            }
        }
        double all = weights.values().stream().mapToLong(Long::longValue).sum();
        List<Stack> most = weights.entrySet().stream()
                .sorted(Map.Entry.<List<String>, Long>comparingByValue().reversed())
                .limit(MOST_STACKS)
                .map(entry -> new Stack(entry.getKey(), entry.getValue() / all))
                .toList();
        return new Arms(all / span.seconds(), most);
    }

    /** Whether a frame is a constructor of one of the classes. */
    private static Predicate<String> made(List<String> types) {
        return frame -> types.stream().anyMatch(type -> frame.startsWith(type + ".<init>"));
    }

    /**
     * The frames up to the sixth of the service itself, or up to its last: what calls them would only divide what one line
     * arms. If the service has none, the six innermost.
     */
    static List<String> relevant(List<String> frames) {
        if (frames.isEmpty()) {
            return List.of("(no stack)");
        }
        int last = IntStream.range(0, frames.size())
                .filter(i -> isService(frames.get(i)))
                .limit(MOST_FRAMES)
                .max()
                .orElse(Math.min(MOST_FRAMES, frames.size()) - 1);
        return List.copyOf(frames.subList(0, last + 1));
    }

    private static boolean isService(String frame) {
        return !LIBRARY.matcher(frame).lookingAt();
    }

    private static List<String> frames(RecordedEvent event) {
        return Stream.ofNullable(event.getStackTrace())
                .flatMap(trace -> trace.getFrames().stream())
                .filter(frame -> frame.isJavaFrame() && frame.getMethod() != null)
                .map(Arms::text)
                .toList();
    }

    private static String text(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName().replace('/', '.');
        String line = frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "";
        return ADDRESS.matcher(type).replaceAll("") + "." + frame.getMethod().getName() + line;
    }
}
