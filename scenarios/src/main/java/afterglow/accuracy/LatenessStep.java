package afterglow.accuracy;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * When the timeouts of several strategies fire on an idle machine, found out in one fresh JVM, one strategy after the other
 * for a moment each: the short form of {@link AccuracyStep}. Of what their threads do it tells nothing.
 *
 * @param jdk what that runs on
 * @param classPath ours, and a user's own strategies
 * @param strategies their ids
 * @param deadline of each send
 * @param lanes how many
 * @param seed of their schedules
 */
public record LatenessStep(
        Jdk jdk, String classPath, List<String> strategies, Duration deadline, int lanes, long seed) {

    /** Some 600 sends of 5 ms on 100 lanes: no figure beyond the 99th percentile. */
    private static final Duration EACH = Duration.ofMillis(130);

    public LatenessStep {
        strategies = List.copyOf(strategies);
    }

    /**
     * What came of it.
     *
     * @param measured a row and its lateness, for each strategy as far as it went
     * @param failures what went wrong, in words; empty if nothing did
     */
    public record Result(List<AccuracyStep.Measured> measured, List<String> failures) {}

    /**
     * Runs it.
     *
     * @param atMost its time; over that it is killed
     */
    public Result run(Duration atMost) throws IOException, InterruptedException {
        List<Lateness> latenesses = Collections.synchronizedList(new ArrayList<>());
        List<AccuracyStep.Measured> measured = Collections.synchronizedList(new ArrayList<>());
        List<String> failures = new ArrayList<>();
        ChildJvm.End end = child().run(atMost, line -> {
            if (Wire.isRow(line, Schema.ACCURACY)) {
                measured.add(new AccuracyStep.Measured(
                        Wire.row(line, Schema.ACCURACY), latenesses.get(latenesses.size() - 1)));
            } else if (Lateness.isLine(line)) {
                latenesses.add(Lateness.of(line));
            }
        });
        if (!end.succeeded()) {
            failures.add(end.inWords());
        } else if (measured.size() < strategies.size()) {
            failures.add("its JVM ended with " + measured.size() + " results of " + strategies.size());
        }
        return new Result(List.copyOf(measured), List.copyOf(failures));
    }

    private ChildJvm child() {
        return new ChildJvm(
                jdk,
                AccuracyStep.options(jdk),
                classPath,
                LatenessStep.class.getName(),
                Stream.concat(
                                Stream.of(
                                        Long.toString(deadline.toNanos()),
                                        Integer.toString(lanes),
                                        Long.toString(seed)),
                                strategies.stream())
                        .toList());
    }

    /** What the fresh JVM runs; the arguments are the deadline in ns, the lanes, the seed, and ids. */
    @SuppressWarnings("SystemExitOutsideMain") // a strategy's own threads must not keep a finished child alive
    public static void main(String[] args) {
        ChildJvm.haltWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int status = 0;
        String now = "";
        try {
            Strategies strategies = Strategies.load();
            List<String> ids = List.of(args).subList(3, args.length);
            // The first would be the only one to pay for what all of them need.
            of(strategies, ids.get(0), args).lateness();
            for (String id : ids) {
                now = id;
                Measurement measurement = of(strategies, id, args);
                Tally tally = measurement.lateness();
                if (tally.sends() < measurement.lanes()) {
                    // The machine stood still for as long as sends were to begin.
                    tally = measurement.lateness();
                }
                Row row = AccuracyChild.row(strategies.describe(id), measurement, tally);
                out.println(tally.lateness().line());
                out.println(Wire.line(row));
            }
        } catch (Throwable e) {
            // Its one last line is what the parent shows.
            System.err.println(now + ": " + AccuracyChild.inWords(e));
            status = 1;
        }
        System.exit(status);
    }

    private static Measurement of(Strategies strategies, String id, String[] args) {
        Descriptor descriptor = strategies.describe(id);
        return new Measurement(
                () -> strategies.create(id),
                descriptor.granularity(),
                Duration.ofNanos(Long.parseLong(args[0])),
                Integer.parseInt(args[1]),
                Condition.IDLE,
                EACH,
                AccuracyChild.bound(descriptor),
                Long.parseLong(args[2]));
    }
}
