package afterglow.report;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Environment;
import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a reader must know before believing a figure, in sentences: on all figures, and remarks on single strategies. */
final class Warnings {

    private static final int MOST_FOREMOST = 3;
    private static final double TICKS_PER_SECOND = 100;
    private static final double MOST_WAIT_SHARE = 0.05;
    private static final double MOST_STRAYING = 0.05;

    /** Two full runs, whose floors waited 10 to 11 % of their time, differed by 3 to 4 % (median), and their intervals agreed. */
    private static final double DOUBTFUL_WAIT_SHARE = 0.12;

    private static final double DOUBTFUL_STRAYING = 0.10;
    private static final double MOST_PARKED_PERCENT = 25;

    private final Evidence evidence;
    private final List<String> sentences = new ArrayList<>();
    private final Set<String> remarks = new LinkedHashSet<>();
    private boolean noisy;

    Warnings(Evidence evidence) {
        this.evidence = evidence;
        evidence.runs().forEach(this::runItself);
        disturbance();
        controls();
        generations();
        evidence.verdicts().forEach(this::expectation);
        evidence.rows(Schema.CONTRACT)
                .filter(found -> found.is("as_promised", "false"))
                .forEach(found -> sentences.add("%s on %s does not behave as it declares, in clause %s: %s"
                        .formatted(found.strategy(), found.jvm(), found.text("clause"), found.text("detail"))));
        evidence.rows(Schema.LEAKS)
                .filter(found -> found.is("as_expected", "no"))
                .forEach(found -> remarks.add("The demonstration %s, %s, on %s: %s was found, where %s is expected."
                        .formatted(
                                found.text("demonstration"),
                                found.text("form"),
                                found.jvm(),
                                found.has("verdict") ? found.text("verdict") : "nothing",
                                found.text("expected"))));
        outcomes(Schema.BROADCAST, "though every subscriber took messages");
        outcomes(Schema.IN_FLIGHT, "though every one was acknowledged");
        evidence.rows(Schema.RETENTION)
                .filter(found -> found.has("note"))
                .forEach(found ->
                        remarks.add("%s on %s: %s".formatted(found.strategy(), found.jvm(), found.text("note"))));
    }

    List<String> foremost() {
        return sentences.stream().limit(MOST_FOREMOST).toList();
    }

    List<String> further() {
        return Stream.concat(sentences.stream().skip(MOST_FOREMOST), remarks.stream())
                .toList();
    }

    int furtherCount() {
        return further().size();
    }

    boolean any() {
        return !sentences.isEmpty() || !remarks.isEmpty();
    }

    /** Whether the headline's prices are in doubt: its floors were disturbed much, or differ by more than may be. */
    boolean noisy() {
        return noisy;
    }

    private void runItself(Run run) {
        Environment environment = run.environment();
        String name = evidence.runs().size() == 1 ? "The run" : "Run " + run.name();
        String failed = environment.value("failed_steps");
        if (environment.values().isEmpty()) {
            sentences.add(name + " does not tell what it ran on: " + Schema.ENVIRONMENT.file() + " is missing.");
        } else if (failed.isEmpty() && !environment.value("seed").isEmpty()) {
            sentences.add(name + " was not finished: what stands here is what it had measured.");
        } else if (!failed.isEmpty() && !failed.equals("0")) {
            sentences.add(name + " had " + failed + " steps that failed: what they were to measure is missing.");
        }
        if (!run.tables().containsKey(Schema.CONTRACT) && run.tables().containsKey(Schema.VERDICTS)) {
            sentences.add(name + " did not try the deadlines: faults are unknown, and nothing can be recommended.");
        }
        if (!environment.value("notes").isEmpty()) {
            sentences.add(name + ": " + environment.value("notes"));
        }
        String points = environment.value("left_out").replace(' ', ',');
        if (!points.isEmpty()) {
            remarks.add(name + " had no time for " + points + ". To measure them, give --points " + points + ".");
        }
        double load = leading(environment, "load_average_before");
        double cores = leading(environment, "cores");
        if (load > cores / 2) {
            sentences.add(name + " began on a busy machine: load average " + load + " on " + Measure.shown(cores)
                    + " cores. Absolute times are too high; trust ratios, and only as far as their intervals go.");
        }
        double stolen = leading(environment, "steal_ticks_after") - leading(environment, "steal_ticks_before");
        if (stolen > 0) {
            sentences.add(name + " lost " + Measure.shown(stolen / TICKS_PER_SECOND)
                    + " s of processor time to other guests of its machine.");
        }
        parked(run, name);
    }

    /** What the waiting JVMs of a generation use: all are on one machine, whatever their JDK and options. */
    private void parked(Run run, String name) {
        Map<String, Map<String, Double>> percent = run.tables().getOrDefault(Schema.GENERATIONS, List.of()).stream()
                .map(row -> new Found(row, ""))
                .filter(found -> found.has("idle_cpu_percent"))
                .collect(Collectors.groupingBy(
                        Found::point,
                        TreeMap::new,
                        Collectors.groupingBy(
                                found -> found.text("generation"),
                                Collectors.summingDouble(found -> found.number("idle_cpu_percent")))));
        String most = percent.entrySet().stream()
                .map(point -> Map.entry(point.getKey(), median(point.getValue().values())))
                .filter(point -> point.getValue() > MOST_PARKED_PERCENT)
                .map(point -> Measure.shown(point.getValue()) + " % (" + point.getKey() + ")")
                .collect(Collectors.joining(", "));
        if (!most.isEmpty()) {
            sentences.add(
                    name + " was disturbed by its own waiting JVMs: beside each slice they used this share of a core: "
                            + most + ".");
        }
    }

    /** The number that a value begins with; NaN for none. */
    private static double leading(Environment environment, String key) {
        String first = environment.value(key).strip().split("\\s+", 2)[0];
        return first.matches("[0-9]+(\\.[0-9]+)?") ? Double.parseDouble(first) : Double.NaN;
    }

    private static double median(Collection<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Whether one worker serves all, so that the floor has no thread but the measuring one. */
    private static boolean isServedByOne(Found found) {
        return found.is("benchmark", "broadcast") && found.number("size") <= BenchmarkPoint.ONE_WORKER;
    }

    /** While the floor's only thread waits for a core, something else uses it. */
    private void disturbance() {
        Map<String, List<Double>> waits = evidence.rows(Schema.GENERATIONS)
                .filter(found -> found.isFloor() && found.has("wait_share") && isServedByOne(found))
                .collect(Collectors.groupingBy(
                        Found::jvm,
                        TreeMap::new,
                        Collectors.mapping(found -> found.number("wait_share"), Collectors.toList())));
        waits.forEach((jvm, shares) -> {
            double median = median(shares);
            if (median > MOST_WAIT_SHARE) {
                noisy |= median > DOUBTFUL_WAIT_SHARE;
                sentences.add("The run was disturbed: on %s the floor's thread waited %s %% of its time for a core."
                        .formatted(jvm, Measure.shown(median * 100)));
            }
        });
    }

    private void controls() {
        List<Found> costs = evidence.rows(Schema.COSTS).toList();
        if (!costs.isEmpty() && costs.stream().noneMatch(Found::isControl)) {
            sentences.add("No control was measured, the floor under other names: how much is noise is not known.");
        }
        Map<String, List<String>> strayed = new LinkedHashMap<>();
        for (Found found : costs) {
            double ratio = found.number("ratio_to_floor");
            if (found.isControl() && Math.abs(ratio - 1) > MOST_STRAYING) {
                strayed.computeIfAbsent(found.jvm() + ", " + found.point(), key -> new ArrayList<>())
                        .add(Measure.shown(ratio));
                noisy |= isServedByOne(found) && isDoubtful(found);
            }
        }
        if (!strayed.isEmpty()) {
            sentences.add("The floor, measured again under another name, came out at "
                    + strayed.entrySet().stream()
                            .map(one -> String.join(" and ", one.getValue()) + " times itself (" + one.getKey() + ")")
                            .collect(Collectors.joining(", "))
                    + ": differences of that size are noise there.");
        }
    }

    /** Whether a floor differs from the floor by more than its interval allows for, or by so much that no interval helps. */
    private static boolean isDoubtful(Found control) {
        Measure ratio = control.measure("ratio_to_floor");
        boolean isAllowedFor = ratio.low() <= 1 && ratio.high() >= 1;
        return !isAllowedFor || Math.abs(ratio.value() - 1) > DOUBTFUL_STRAYING;
    }

    private void generations() {
        Map<String, Double> most = evidence.rows(Schema.COSTS)
                .collect(Collectors.toMap(
                        found -> found.point() + " on " + found.jvm(),
                        found -> found.number("generations"),
                        Math::max,
                        LinkedHashMap::new));
        most.values().removeIf(generations -> generations > 1);
        if (!most.isEmpty()) {
            sentences.add(
                    "One generation of " + String.join(", ", most.keySet())
                            + ": each strategy was measured in a single JVM. How one JVM differs from the next is taken from"
                            + " other strategies and a calibration, so a strategy that differs more than most may lie outside its interval.");
        }
        Map<String, List<String>> unsettled = evidence.rows(Schema.COSTS)
                .filter(Found::isUnsettled)
                .collect(Collectors.groupingBy(
                        Found::jvm, TreeMap::new, Collectors.mapping(Found::strategy, Collectors.toList())));
        unsettled.forEach((jvm, strategies) -> remarks.add(
                "Not settled when it was measured, on %s: %s. Its slices still drifted, or were still being compiled."
                        .formatted(jvm, String.join(", ", new LinkedHashSet<>(strategies)))));
    }

    private void expectation(Found row) {
        String heap = row.text("heap");
        String expected = row.text("heap_expected");
        if (!heap.isEmpty() && !expected.isEmpty() && !heap.equals(expected)) {
            sentences.add("%s on %s: %s was found in the heap, where it promises %s."
                    .formatted(row.strategy(), row.jvm(), heap, expected));
        }
    }

    /** Every send must be delivered; a strategy that gives up is not cheap but wrong. */
    private void outcomes(Schema table, String though) {
        Map<String, long[]> sends = new LinkedHashMap<>();
        evidence.rows(table).forEach(found -> {
            long[] count = sends.computeIfAbsent(found.strategy() + " on " + found.jvm(), key -> new long[2]);
            count[0] += whole(found, "delivered");
            count[1] += whole(found, "timed_out") + whole(found, "closed");
        });
        sends.forEach((who, count) -> {
            if (count[1] > 0) {
                sentences.add(
                        "%s: %,d of %,d sends were not delivered, %s; its price cannot be compared with the others."
                                .formatted(who, count[1], count[0] + count[1], though));
            }
        });
    }

    private static long whole(Found found, String column) {
        return found.has(column) ? found.row().whole(column) : 0;
    }
}
