package afterglow.compare;

import afterglow.accuracy.AccuracyStep;
import afterglow.relay.Entrant;
import afterglow.relay.Pace;
import afterglow.relay.Timing;
import afterglow.results.BenchmarkPoint;
import afterglow.results.Environment;
import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Strategies;
import afterglow.timeout.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run measures, fixed before it begins: generations of JVMs that measure their points in relay, and then the counted steps. A
 * generation holds every contestant on every setup, and the floors of each. If memory does not hold so many JVMs, the contestants are
 * dealt into groups, and a generation is one group with floors of its own.
 *
 * @param points the benchmarks; the first is the headline's
 * @param generationCount how many generations each contestant has at the first point
 * @param further in how many of them the other points and lateness are measured as well
 */
record Plan(
        Strategies registry,
        List<String> strategies,
        List<JvmSetup> setups,
        List<BenchmarkPoint> points,
        int generationCount,
        int further,
        int groups,
        long seed,
        RunEffort effort) {

    /** The start of a JVM in the first generation, and in a later one, which gets the memory of a JVM that ends; two start at a time. */
    private static final Duration FIRST_START = Duration.ofSeconds(1);

    private static final Duration START = Duration.ofMillis(600);

    /** The set-up of JMH and the rehearsal at a JVM's first point, and at a further one. */
    private static final Duration FIRST_SET_UP = Duration.ofMillis(1_500);

    private static final Duration SET_UP = Duration.ofMillis(550);
    private static final Duration HAND_OVER = Duration.ofMillis(6);
    private static final Duration REST = Duration.ofMillis(9);
    private static final Duration LATENESS_SET_UP = Duration.ofMillis(200);
    private static final Duration UPKEEP = Duration.ofMillis(200);
    private static final Duration OUTSTANDING = Duration.ofMillis(300);
    private static final Duration PAUSE = Duration.ofMillis(1_050);
    private static final Duration STORM = Duration.ofMillis(32);

    Plan(Strategies registry, List<String> ids, List<JvmSetup> setups, int groups, long seed, RunEffort effort) {
        this(registry, ids, setups, effort.points(), effort.generations(), effort.further(), groups, seed, effort);
    }

    /** An effort's generations and points, as far as its budget goes: the last points are dropped, then generations. */
    Plan affordable() {
        for (int fewer = generationCount; fewer >= 1; fewer--) {
            for (int size = points.size(); size >= 1; size--) {
                Plan plan = with(points.subList(0, size), fewer, Math.min(further, fewer));
                if (plan.estimate(Shard.WHOLE).compareTo(effort.budget()) <= 0) {
                    return plan;
                }
            }
        }
        return with(points.subList(0, 1), 1, 1);
    }

    /** The same for some points, in so many generations, of which so many measure all points. */
    Plan with(List<BenchmarkPoint> some, int generations, int measureAll) {
        return new Plan(registry, strategies, setups, some, generations, measureAll, groups, seed, effort);
    }

    /** The generations of a part, by number, from 1 on. */
    List<Integer> generations(Shard shard) {
        return IntStream.rangeClosed(1, generationCount * groups)
                .filter(shard::has)
                .boxed()
                .toList();
    }

    /** Whether a generation measures the further points, and lateness. */
    boolean measuresAll(int generation) {
        return (generation - 1) / groups < further;
    }

    List<BenchmarkPoint> points(int generation) {
        return measuresAll(generation) ? points : points.subList(0, 1);
    }

    /** The JVMs of a generation: its group's contestants, and floors on each setup. */
    List<Entrant> entrants(int generation) {
        List<Entrant> entrants = new ArrayList<>();
        for (JvmSetup setup : setups) {
            List<String> able = strategiesOn(setup);
            Floors.IDS.forEach(floor -> entrants.add(new Entrant(setup, floor)));
            for (int i = (generation - 1) % groups; i < able.size(); i += groups) {
                if (!Floors.contains(able.get(i))) {
                    entrants.add(new Entrant(setup, able.get(i)));
                }
            }
        }
        return List.copyOf(entrants);
    }

    boolean takesPart(Entrant entrant, BenchmarkPoint point) {
        return Floors.contains(entrant.id())
                || Timing.subject(point.kind())
                        .absence(descriptor(entrant.id()))
                        .isEmpty();
    }

    /** How JVMs measure a point that have measured those before it. */
    Pace pace(BenchmarkPoint point) {
        return effort.pace(point, points.subList(0, points.indexOf(point)));
    }

    /** The steps of a part: what is not timed by generations, each once. */
    List<Step> steps(Shard shard) {
        // What is counted depends on the JDK and the collector only.
        Map<String, JvmSetup> counting = new LinkedHashMap<>();
        setups.forEach(setup -> counting.putIfAbsent(setup.jdk() + "|" + setup.countedUnder(), setup));
        List<Step> steps = new ArrayList<>();
        counting.values().forEach(setup -> steps.add(new Step.Counted(setup, strategiesOn(setup), watched(setup))));
        if (effort.sustains()) {
            setups.forEach(setup -> strategiesOn(setup).forEach(id -> steps.add(new Step.Sustained(setup, id))));
        }
        return IntStream.range(0, steps.size())
                .filter(i -> shard.has(i + 1))
                .mapToObj(steps::get)
                .toList();
    }

    /** What is sent without a pause: the first broadcast; other points have none of its size. */
    BenchmarkPoint sustained() {
        return Stream.concat(points.stream(), RunEffort.FULL.points().stream())
                .filter(point -> point.kind() == BenchmarkPoint.Kind.BROADCAST)
                .findFirst()
                .orElseThrow();
    }

    Duration estimate(Shard shard) {
        return Stream.concat(
                        generations(shard).stream().map(this::estimate),
                        steps(shard).stream().map(step -> step.estimate(effort)))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Duration estimate(int generation) {
        List<Entrant> entrants = entrants(generation);
        Duration start = generation == 1 ? FIRST_START : START;
        Duration all = start.multipliedBy(entrants.size()).dividedBy(2);
        for (BenchmarkPoint point : points(generation)) {
            all = all.plus(estimate(point, entrants));
        }
        // A warm-up, the sends, one span or three in which nothing expires, and what it takes to open lanes for each.
        Duration lateness = effort.lateness()
                .multipliedBy(3)
                .dividedBy(2)
                .plus(LATENESS_SET_UP)
                .plus(UPKEEP.multipliedBy(AccuracyStep.isBrief(effort.lateness()) ? 1 : 3));
        return measuresAll(generation) ? all.plus(lateness.multipliedBy(entrants.size())) : all;
    }

    private Duration estimate(BenchmarkPoint point, List<Entrant> entrants) {
        long count =
                entrants.stream().filter(entrant -> takesPart(entrant, point)).count();
        Pace pace = pace(point);
        boolean storm = point.kind() == BenchmarkPoint.Kind.EXPIRY;
        boolean crowd = point.kind() == BenchmarkPoint.Kind.ARM && point.size() > 0;
        Duration setUp = point.equals(points.get(0)) ? FIRST_SET_UP : SET_UP;
        Duration warm = pace.warmup().plus(setUp).plus(crowd ? OUTSTANDING : Duration.ZERO);
        Duration slice =
                HAND_OVER.plus(point.handsOver() ? REST : Duration.ZERO).plus(storm ? STORM : pace.slice());
        return PAUSE.plus(warm.multipliedBy(count).dividedBy(2))
                .plus(slice.multipliedBy(count * (2L * pace.iterations() - 1) / 2));
    }

    private List<String> strategiesOn(JvmSetup setup) {
        return strategies.stream()
                .filter(id -> descriptor(id).firstJdk() <= setup.feature())
                .toList();
    }

    /**
     * The strategies whose live timers are watched: the naive form, and of each of our families the first that promises to be sound.
     * A quick run watches on the first setup only: what grows on one does so on all, and is counted on each.
     */
    private List<String> watched(JvmSetup setup) {
        if (effort.equals(RunEffort.QUICK) && !setup.equals(setups.get(0))) {
            return List.of();
        }
        Set<Family> seen = EnumSet.complementOf(EnumSet.of(Family.REUSED, Family.WHEEL, Family.CUSTOM));
        return strategiesOn(setup).stream()
                .map(this::descriptor)
                .filter(one -> one.id().equals(Floors.NAIVE)
                        || (one.retention() == Verdict.CLEAN && one.faults().isEmpty() && seen.add(one.family())))
                .map(Descriptor::id)
                .toList();
    }

    /** Records the plan, for {@code --resume} and {@code merge.sh}. */
    Environment record(Environment environment) {
        Pace first = pace(points.get(0));
        return environment
                .set("effort", effort.id())
                .set("seed", Long.toString(seed))
                .set("generations", Integer.toString(generationCount))
                .set("further_generations", Integer.toString(further))
                .set("groups", Integer.toString(groups))
                .set("absent", String.join("; ", absences()))
                .set("points", identities(points))
                .set("heap_mb", Integer.toString(Memory.HEAP_MEGABYTES))
                .set("warmup_ms", Long.toString(first.warmup().toMillis()))
                .set("slice_ms", Long.toString(first.slice().toMillis()))
                .set("strategies", String.join(" ", strategies))
                .set("libraries", libraries())
                .set("jvms", setups.stream().map(JvmSetup::identity).collect(Collectors.joining("; ")));
    }

    /** Points as {@code environment.csv} lists them. */
    static String identities(List<BenchmarkPoint> points) {
        return points.stream().map(BenchmarkPoint::identity).collect(Collectors.joining(" "));
    }

    String libraries() {
        return registry.librariesByStrategy(strategies);
    }

    /** The points of the effort that are not measured. */
    List<BenchmarkPoint> left() {
        return effort.points().stream().filter(point -> !points.contains(point)).toList();
    }

    /** Which strategies are absent from which benchmark, and why: a sentence for each reason. */
    List<String> absences() {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        points.stream()
                .map(BenchmarkPoint::kind)
                .distinct()
                .forEach(kind -> strategies.forEach(id -> Timing.subject(kind)
                        .absence(descriptor(id))
                        .map(why -> "Not in " + kind.schema().file() + ", because " + why)
                        .ifPresent(reason -> byReason.computeIfAbsent(reason, unseen -> new ArrayList<>())
                                .add(id))));
        return byReason.entrySet().stream()
                .map(absent -> absent.getKey() + ": " + String.join(", ", absent.getValue()))
                .toList();
    }

    private Descriptor descriptor(String id) {
        return registry.describeOn(
                setups.stream().mapToInt(JvmSetup::feature).max().orElseThrow(), id);
    }
}
