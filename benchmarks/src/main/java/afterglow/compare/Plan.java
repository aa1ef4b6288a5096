package afterglow.compare;

import afterglow.relay.Entrant;
import afterglow.relay.Pace;
import afterglow.relay.Point;
import afterglow.relay.Timing;
import afterglow.relay.Variant;
import afterglow.results.Environment;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Strategies;
import afterglow.timeout.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a run measures: generations of JVMs, each of which measures its points in relay, and then what is counted. Every number
 * in it is fixed before the run begins.
 *
 * <p>A generation holds every contestant on every JVM, and the floors of each. Where memory does not carry so many JVMs at
 * once, the contestants are dealt into groups, and a generation is one group with floors of its own.
 *
 * @param registry knows which strategies a JDK can run
 * @param strategies ids, in the order of the table
 * @param variants the JVMs
 * @param points the benchmarks; the first is the headline's
 * @param rounds how many generations each contestant has at the first point
 * @param further in how many of them the other points and lateness are measured as well
 * @param groups into how many the contestants are dealt
 * @param seed of all orders
 * @param effort how long each part takes
 */
record Plan(
        Strategies registry,
        List<String> strategies,
        List<Variant> variants,
        List<Point> points,
        int rounds,
        int further,
        int groups,
        long seed,
        Effort effort) {

    /** So many strategies are counted in one step: long enough to share the machine well, short enough to tell progress. */
    private static final int COUNTED_TOGETHER = 16;

    /** Of a JVM, of JMH and the rehearsal at its first point, and at a further one; two do so at a time. */
    private static final Duration START = Duration.ofMillis(450);

    private static final Duration FIRST_SET_UP = Duration.ofMillis(1_200);
    private static final Duration SET_UP = Duration.ofMillis(250);
    private static final Duration HAND_OVER = Duration.ofMillis(3);
    private static final Duration LATENESS_SET_UP = Duration.ofMillis(600);
    private static final Duration OUTSTANDING = Duration.ofMillis(300);
    private static final Duration PAUSE = Duration.ofMillis(1_050);
    private static final Duration STORM = Duration.ofMillis(32);

    Plan {
        strategies = List.copyOf(strategies);
        variants = List.copyOf(variants);
        points = List.copyOf(points);
    }

    /** An effort's generations and points, as far as its budget goes: first points are dropped, then generations. */
    static Plan affordable(
            Strategies registry,
            List<String> strategies,
            List<Variant> variants,
            int groups,
            long seed,
            Effort effort) {
        Plan whole = new Plan(
                registry,
                strategies,
                variants,
                effort.points(),
                effort.generations(),
                effort.further(),
                groups,
                seed,
                effort);
        long broadcasts = whole.points.stream()
                .filter(point -> point.timing() == Timing.BROADCAST)
                .count();
        for (long least = broadcasts; least >= 1; least = least == broadcasts ? 1 : 0) {
            for (int rounds = whole.rounds; rounds >= 1; rounds--) {
                for (int size = whole.points.size(); size >= least; size--) {
                    Plan fewer = whole.withPoints(whole.points.subList(0, size)).withRounds(rounds);
                    if (fewer.estimate(Shard.WHOLE).compareTo(effort.budget()) <= 0) {
                        return fewer;
                    }
                }
            }
        }
        return whole.withPoints(whole.points.subList(0, 1)).withRounds(1);
    }

    Plan withPoints(List<Point> other) {
        return new Plan(registry, strategies, variants, other, rounds, further, groups, seed, effort);
    }

    /** Other generations; at the further points no more than there are. */
    Plan withRounds(int other) {
        return new Plan(registry, strategies, variants, points, other, Math.min(further, other), groups, seed, effort);
    }

    /** Every point in every generation. */
    Plan everywhere() {
        return new Plan(registry, strategies, variants, points, rounds, rounds, groups, seed, effort);
    }

    Plan withVariants(List<Variant> other) {
        return new Plan(registry, strategies, other, points, rounds, further, groups, seed, effort);
    }

    /** The generations of a part, by number, from 1 on. */
    List<Integer> generations(Shard shard) {
        return IntStream.rangeClosed(1, rounds * groups)
                .filter(shard::has)
                .boxed()
                .toList();
    }

    /** Whether a generation measures the further points, and lateness. */
    boolean measuresAll(int generation) {
        return (generation - 1) / groups < further;
    }

    /** What a generation measures, in order. */
    List<Point> points(int generation) {
        return measuresAll(generation) ? points : points.subList(0, 1);
    }

    /** The JVMs of a generation: its group's contestants, and floors on each variant. */
    List<Entrant> entrants(int generation) {
        List<Entrant> entrants = new ArrayList<>();
        for (Variant variant : variants) {
            List<String> able = strategiesOn(variant);
            Entrant.FLOORS.forEach(floor -> entrants.add(new Entrant(variant, floor)));
            for (int i = 0; i < able.size(); i++) {
                if (i % groups == (generation - 1) % groups && !Entrant.FLOORS.contains(able.get(i))) {
                    entrants.add(new Entrant(variant, able.get(i)));
                }
            }
        }
        return List.copyOf(entrants);
    }

    /** Whether an entrant takes part in a point. */
    boolean takesPart(Entrant entrant, Point point) {
        return Entrant.FLOORS.contains(entrant.id())
                || point.timing().subject().absence(descriptor(entrant.id())).isEmpty();
    }

    /** How a generation measures a point. */
    Pace pace(Point point) {
        return effort.pace(point, point.equals(points.get(0)));
    }

    /** What is not timed by generations, each once; dealt out to the parts of a plan. */
    List<Step> steps(Shard shard) {
        List<Step> steps = new ArrayList<>();
        for (Variant variant : counting()) {
            List<String> able = strategiesOn(variant);
            List<String> watched = watched(variant);
            for (int first = 0; first < able.size(); first += COUNTED_TOGETHER) {
                List<String> ids = able.subList(first, Math.min(first + COUNTED_TOGETHER, able.size()));
                steps.add(new Step.Counted(
                        variant, ids, watched.stream().filter(ids::contains).toList()));
            }
        }
        if (effort.sustains()) {
            variants.forEach(
                    variant -> strategiesOn(variant).forEach(id -> steps.add(new Step.Sustained(variant, id))));
        }
        return IntStream.range(0, steps.size())
                .filter(i -> shard.has(i + 1))
                .mapToObj(steps::get)
                .toList();
    }

    /** About how long a part takes. */
    Duration estimate(Shard shard) {
        return generations(shard).stream()
                .map(this::estimate)
                .reduce(
                        steps(shard).stream().map(step -> step.estimate(effort)).reduce(Duration.ZERO, Duration::plus),
                        Duration::plus);
    }

    /** About how long a generation takes. */
    Duration estimate(int generation) {
        List<Entrant> entrants = entrants(generation);
        Duration all = START.multipliedBy(entrants.size()).dividedBy(2);
        for (Point point : points(generation)) {
            all = all.plus(estimate(point, entrants));
        }
        // A warm-up, the sends, three spans in which nothing expires, and what it takes to open lanes for each.
        return measuresAll(generation)
                ? all.plus(
                        effort.lateness().multipliedBy(2).plus(LATENESS_SET_UP).multipliedBy(entrants.size()))
                : all;
    }

    private Duration estimate(Point point, List<Entrant> entrants) {
        long count =
                entrants.stream().filter(entrant -> takesPart(entrant, point)).count();
        Pace pace = pace(point);
        Duration slice = point.timing() == Timing.EXPIRY ? STORM : pace.slice();
        Duration opened = point.timing() == Timing.ARM && point.size() > 0 ? OUTSTANDING : Duration.ZERO;
        Duration setUp = point.equals(points.get(0)) ? FIRST_SET_UP : SET_UP;
        return PAUSE.plus(pace.warmup()
                        .plus(setUp)
                        .plus(opened)
                        .multipliedBy(count)
                        .dividedBy(2))
                .plus(slice.plus(HAND_OVER).multipliedBy(count * (2L * pace.iterations() - 1) / 2));
    }

    /** The strategies that a JVM can run. */
    List<String> strategiesOn(Variant variant) {
        return strategies.stream()
                .filter(id -> descriptor(id).firstJdk() <= variant.jdk().feature())
                .toList();
    }

    /**
     * Whose live timers are watched over time: the naive form's, and of each of our own families those of the first that
     * promises to be sound. In a quick run on the first JVM only: what grows on one does so on all, and is counted on each.
     */
    private List<String> watched(Variant variant) {
        if (effort == Effort.QUICK && !variant.equals(variants.get(0))) {
            return List.of();
        }
        Set<Family> seen = EnumSet.complementOf(EnumSet.of(Family.REUSED, Family.WHEEL, Family.CUSTOM));
        return strategiesOn(variant).stream()
                .filter(id -> id.equals("scheduled-abandoned")
                        || (descriptor(id).retention() == Verdict.CLEAN
                                && descriptor(id).faults().isEmpty()
                                && seen.add(descriptor(id).family())))
                .toList();
    }

    /** What tells this plan from another, for runs that go on and for parts that are merged. */
    Environment record(Environment environment) {
        return environment
                .set("effort", effort.name().toLowerCase(Locale.ROOT))
                .set("seed", Long.toString(seed))
                .set("generations", Integer.toString(rounds))
                .set("further_generations", Integer.toString(further))
                .set("groups", Integer.toString(groups))
                .set("absent", String.join("; ", absences()))
                .set("points", points.stream().map(Point::identity).collect(Collectors.joining(" ")))
                .set("left_out", left().stream().map(Point::identity).collect(Collectors.joining(" ")))
                .set("heap_mb", Integer.toString(Memory.HEAP_MEGABYTES))
                .set("warmup_ms", Long.toString(pace(points.get(0)).warmup().toMillis()))
                .set("slice_ms", Long.toString(pace(points.get(0)).slice().toMillis()))
                .set("strategies", String.join(" ", strategies))
                .set("jvms", variants.stream().map(Variant::identity).collect(Collectors.joining("; ")));
    }

    /** The points of the effort that the time did not carry. */
    List<Point> left() {
        return effort.points().stream().filter(point -> !points.contains(point)).toList();
    }

    /** Who is absent from which benchmark, and why: a sentence for each reason. */
    List<String> absences() {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        points.stream()
                .map(Point::timing)
                .distinct()
                .forEach(timing -> strategies.forEach(id -> timing.subject()
                        .absence(descriptor(id))
                        .ifPresent(why -> byReason.computeIfAbsent(
                                        "Not in " + timing.schema().file() + ", because " + why,
                                        unseen -> new ArrayList<>())
                                .add(id))));
        return byReason.entrySet().stream()
                .map(absent -> absent.getKey() + ": " + String.join(", ", absent.getValue()))
                .toList();
    }

    /** Those of the variants that count differently: one for each JDK and collector. */
    private List<Variant> counting() {
        List<Variant> counting = new ArrayList<>();
        for (Variant variant : variants) {
            if (counting.stream().noneMatch(variant::countsAs)) {
                counting.add(variant);
            }
        }
        return counting;
    }

    /** What a strategy says of itself. */
    Descriptor descriptor(String id) {
        int newest = variants.stream()
                .mapToInt(variant -> variant.jdk().feature())
                .max()
                .orElseThrow();
        return registry.describeOn(newest, id);
    }
}
