package afterglow.leak.profile;

import afterglow.jvm.ChildStep;
import afterglow.leak.Demonstration;
import afterglow.leak.Demonstrations;
import afterglow.leak.Program;
import afterglow.leak.trial.HangWatch;
import afterglow.leak.trial.UserProgram;
import afterglow.results.WholeFile;
import afterglow.retention.Census;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import one.convert.Arguments;
import one.convert.FlameGraph;

/**
 * The fresh JVM in which the leaky form of a demonstration, or a program of the user's, runs under a profiler, or beside a server
 * of profiles.
 */
public final class ProfileChild {

    /** What it is to do. */
    public enum Work {
        PROFILE_DEMONSTRATION,
        PROFILE_PROGRAM,
        SERVE_DEMONSTRATION
    }

    private static final int SENDS_PER_MILLI = 20;
    private static final double FULL = 0.6;
    private static final Duration MOST_SENDING = Duration.ofSeconds(30);
    private static final int ROWS = 12;

    /** The methods of a demonstration, without the small scheduler that all of them share. */
    static final Pattern DEMONSTRATION =
            Pattern.compile(Pattern.quote(Demonstration.class.getPackageName() + ".") + "(?!Timers\\.)[A-Z].*");

    private static final Pattern USERS =
            Pattern.compile("(?!java\\.|javax\\.|jdk\\.|sun\\.|com\\.sun\\.|afterglow\\.).+\\..+");

    private ProfileChild() {}

    /** Does its {@link Work}, and tells of it in lines for people. */
    public static void main(String[] args) {
        ChildStep.serve(args, (asked, out) -> {
            String name = asked.text("name");
            Work work = asked.constant("work", Work.class);
            if (work == Work.PROFILE_PROGRAM) {
                HangWatch watch = HangWatch.of(words -> {
                    System.err.println(words);
                    Runtime.getRuntime().halt(1);
                });
                profile(out, asked, UserProgram.supplier(name, watch), USERS);
                return;
            }
            Demonstration demonstration = Demonstrations.named(name).orElseThrow();
            if (work == Work.PROFILE_DEMONSTRATION) {
                profile(out, asked, () -> demonstration.program(false), DEMONSTRATION);
            } else {
                serve(out, asked, demonstration);
            }
        });
    }

    private static void profile(
            PrintStream out, ChildStep.Arguments asked, Supplier<? extends Program> programs, Pattern guilty)
            throws IOException, InterruptedException {
        String name = asked.text("name");
        Path folder = Path.of(asked.text("folder"));
        Path file = folder.resolve(name + ".jfr");
        try (Program program = programs.get();
                Recorder recorder = Recorder.start(file)) {
            out.println("profiler: " + recorder.label());
            Census baseline = Census.take();
            long made = 0;
            long start = System.nanoTime();
            while (made < asked.whole("sends") && !full() && System.nanoTime() - start < MOST_SENDING.toNanos()) {
                made += program.run(100, asked.whole("timeout"));
            }
            Map<String, Census.Count> live = Profile.live(baseline);
            recorder.write(file);
            Profile retained = Profile.shared(Recorded.LIVE.read(file, Instant.MIN), live);
            Profile allocated = Profile.of(Recorded.ALLOCATED.read(file, Instant.MIN));
            write(out, folder, name + "-live", retained, "retained bytes, " + name);
            write(out, folder, name + "-alloc", allocated, "allocated bytes, " + name);
            out.println(made + " sends, " + retained.total() + " B retained, by method:");
            out.print(top(retained));
            out.println(culprit(retained, guilty));
        }
    }

    private static void write(PrintStream out, Path folder, String name, Profile profile, String title)
            throws IOException {
        WholeFile.write(folder.resolve(name + ".html"), flameGraph(profile, title));
        WholeFile.write(folder.resolve(name + ".collapsed"), profile.collapsed());
        out.println("written: " + folder.resolve(name + ".html"));
    }

    /** One HTML page that needs nothing else: the flame graph of async-profiler's converter. */
    private static String flameGraph(Profile profile, String title) throws IOException {
        Arguments arguments = new Arguments();
        arguments.title = title;
        // Percent of the width: narrower frames cannot be seen, and deep stacks of them push the rest off the screen.
        arguments.minwidth = 0.25;
        FlameGraph graph = new FlameGraph(arguments);
        graph.parseCollapsed(new StringReader(profile.collapsed()));
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        graph.dump(new PrintStream(page, true, StandardCharsets.UTF_8));
        return page.toString(StandardCharsets.UTF_8);
    }

    /** The table that pprof's {@code top} prints. */
    static String top(Profile profile) {
        StringBuilder table = new StringBuilder(
                String.format("%12s %7s %7s %12s %7s  %s%n", "flat B", "flat%", "sum%", "cum B", "cum%", "method"));
        double total = Math.max(1, profile.total());
        long sum = 0;
        List<Profile.Method> methods = profile.methods();
        for (Profile.Method method : methods.subList(0, Math.min(ROWS, methods.size()))) {
            sum += method.flat();
            table.append(String.format(
                    "%12d %6.2f%% %6.2f%% %12d %6.2f%%  %s%n",
                    method.flat(),
                    100 * method.flat() / total,
                    100 * sum / total,
                    method.cumulative(),
                    100 * method.cumulative() / total,
                    method.name()));
        }
        return table.toString();
    }

    /** The guilty method that most of the weight comes from, the innermost one of each stack. */
    private static String culprit(Profile profile, Pattern guilty) {
        Map<String, Long> weights = new HashMap<>();
        profile.stacks()
                .forEach((frames, count) -> frames.stream()
                        .filter(frame -> guilty.matcher(frame).matches())
                        .findFirst()
                        .ifPresent(frame -> weights.merge(frame, count.bytes(), Long::sum)));
        return weights.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> String.format(
                        "%.1f %% of it comes from %s", 100.0 * most.getValue() / profile.total(), most.getKey()))
                .orElse("none of it comes from its own methods");
    }

    private static void serve(PrintStream out, ChildStep.Arguments asked, Demonstration demonstration)
            throws IOException, InterruptedException {
        int port = Math.toIntExact(asked.whole("port"));
        AtomicLong sends = new AtomicLong();
        String name = asked.text("name");
        try (Program program = demonstration.program(false);
                PprofServer server = new PprofServer(port, name + ", leaky", sends::get)) {
            String url = "http://127.0.0.1:" + server.port() + "/debug/pprof/";
            long pid = ProcessHandle.current().pid();
            out.println(name + " runs as process " + pid + "; end it with Ctrl-C");
            out.println("index: " + url);
            out.println("go tool pprof -top " + url + "heap");
            out.println("go tool pprof -top " + url + "profile?seconds=10");
            out.println("from outside: jcmd " + pid + " GC.class_histogram");
            boolean paused = false;
            while (true) {
                if (!full()) {
                    sends.addAndGet(program.run(SENDS_PER_MILLI, asked.whole("timeout")));
                } else if (!paused) {
                    out.println("the heap is nearly full: sends wait until timers fire");
                    paused = true;
                }
                Thread.sleep(1);
            }
        }
    }

    private static boolean full() {
        Runtime heap = Runtime.getRuntime();
        return heap.totalMemory() - heap.freeMemory() > FULL * heap.maxMemory();
    }
}
