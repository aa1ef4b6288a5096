package afterglow.relay;

import afterglow.accuracy.AccuracyChild;
import afterglow.jvm.Wire;
import afterglow.results.BenchmarkPoint;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.TimeValue;

/** The JVM of one entrant: runs the requested points by JMH without forks, one iteration at each turn. */
final class RelayChild {

    /** An iteration of the warm-up; short, because timers that a strategy abandons are waited for between iterations. */
    private static final Duration WARMUP = Duration.ofMillis(50);

    /** JMH's own limit would include the wait for the turn. The relay itself ends a JVM that hangs. */
    private static final TimeValue NEVER = TimeValue.days(1);

    private final Strategies strategies = Strategies.load();
    private final String strategy;
    private final int ownThreads;

    private RelayChild(String strategy) {
        this.strategy = strategy;
        ownThreads = ownThreads();
    }

    /** The main method; the argument is a strategy. */
    @SuppressWarnings("SystemExitOutsideMain") // a strategy's own threads must not keep a child alive that failed
    public static void main(String[] args) {
        System.setOut(System.err);
        try {
            new RelayChild(args[0]).serve();
        } catch (Throwable e) {
            Turn.answer(Turn.FAILED + reason(e).replaceAll("\\s+", " "));
            System.exit(1);
        }
    }

    /** Carries out commands; the end of their stream halts this JVM. */
    private void serve() throws IOException, InterruptedException, RunnerException {
        Turn.answer(Turn.READY + touched());
        while (true) {
            String[] words = Turn.command().split(" ", -1);
            switch (words[0]) {
                case Turn.POINT -> time(words);
                case Turn.LATENESS -> lateness(Duration.ofMillis(Long.parseLong(words[1])), Long.parseLong(words[2]));
                default -> throw new IllegalStateException("'" + words[0] + "' is no command");
            }
            Turn.answer(Turn.DONE);
        }
    }

    private void time(String[] words) throws IOException, RunnerException {
        Timing timing = new Timing(BenchmarkPoint.of(words[1]));
        int warmups = Math.max(3, Integer.parseInt(words[2]) / (int) WARMUP.toMillis());
        int iterations = Integer.parseInt(words[3]);
        Duration slice = Duration.ofMillis(Long.parseLong(words[4]));
        OutputFormat answers = (OutputFormat) Proxy.newProxyInstance(
                OutputFormat.class.getClassLoader(),
                new Class<?>[] {OutputFormat.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("iterationResult")) {
                        answer(timing, (int) arguments[2], (IterationResult) arguments[3]);
                    }
                    return null;
                });
        Options options = timing.options(strategy, warmups, WARMUP, iterations, slice)
                .forks(0)
                .timeout(NEVER)
                // First, so that what it waits is in no other profiler's figures.
                .addProfiler(TurnProfiler.class)
                .addProfiler(GCProfiler.class)
                .build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ArrayList<>(new Runner(options, answers).run()));
        }
        Turn.answer(Turn.JMH + Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    private void answer(Timing timing, int number, IterationResult result) {
        if (result.getParams().getType() == IterationType.MEASUREMENT) {
            if (timing.point().handsOver()) {
                // A single thread has a core for itself, whatever the JVM before it leaves behind.
                Rest.await();
            }
            Turn.answer(Wire.line(timing.slice(result).set("own_threads", ownThreads)));
        } else if (number == result.getParams().getCount()) {
            Turn.answer(Turn.WARM);
        }
    }

    private void lateness(Duration duration, long seed) throws IOException, InterruptedException {
        AccuracyChild.here(strategies, strategy, duration, seed).ifPresent(measured -> {
            Turn.answer(measured.lateness().line());
            Turn.answer(Wire.line(measured.row()));
        });
    }

    /** How many threads the strategy has, its library's shared ones included, once a timeout was armed. */
    private int ownThreads() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (TimeoutStrategy made = strategies.create(strategy);
                Timeout timeout = made.open(ticket -> {})) {
            timeout.arm(TimeUnit.HOURS.toNanos(1), 1);
            timeout.disarm();
            return (int) Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread))
                    .count();
        }
    }

    private static boolean touched() {
        return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("AlwaysPreTouch")
                .getValue());
    }

    /** What went wrong, without JMH's wrapping: it keeps what a benchmark threw among the suppressed. */
    private static String reason(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null || root.getSuppressed().length > 0) {
            root = root.getCause() != null ? root.getCause() : root.getSuppressed()[0];
        }
        return root instanceof IllegalStateException && root.getMessage() != null ? root.getMessage() : root.toString();
    }
}
