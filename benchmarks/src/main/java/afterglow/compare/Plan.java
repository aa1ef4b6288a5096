package afterglow.compare;

import afterglow.results.Environment;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Strategies;
import afterglow.timeout.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run measures, and in what order: rounds, in each of which every (strategy, point, JVM) stands once, shuffled by a
 * seed. Machines drift, so contestants meet within a round, and only there are they compared. Lateness drifts too. Counts do
 * not, so what is counted is spread over the rounds, once each.
 *
 * @param registry knows which strategies a JDK can run
 * @param strategies ids, in the order of the table
 * @param variants the JVMs
 * @param points the benchmarks; the first is the headline's
 * @param rounds how many at most
 * @param seed of the shuffles
 * @param effort how long each step takes
 * @param accuracy whether it also measures when timeouts fire
 * @param forks whether each point of a strategy has a JVM of its own
 */
record Plan(
        Strategies registry,
        List<String> strategies,
        List<Variant> variants,
        List<Point> points,
        int rounds,
        long seed,
        Effort effort,
        boolean accuracy,
        Forks forks) {

    /** So many strategies are counted in one step: long enough to share the machine well, short enough to tell progress. */
    private static final int COUNTED_TOGETHER = 16;

    /**
     * As many points and rounds as an effort's budget allows.
     *
     * @param asked whether points share a JVM; null for a JVM each where the budget allows that
     */
    static Plan affordable(
            Strategies registry,
            List<String> strategies,
            List<Variant> variants,
            long seed,
            Effort effort,
            @Nullable Forks asked) {
        Plan all = whole(registry, strategies, variants, seed, effort, Forks.OWN);
        for (int points = all.points.size(); points >= 1; points--) {
            Plan fewer = all.with(all.points.subList(0, points)).inTime(asked);
            if (fewer.fits()) {
                return fewer;
            }
            if (effort.mayShare() && points > 1) {
                // Prices of all kinds on every JVM come before lateness, which has a command of its own.
                Plan untimely = all.with(all.points.subList(0, points))
                        .withoutAccuracy()
                        .inTime(asked);
                if (untimely.fits()) {
                    return untimely;
                }
            }
        }
        // The price alone, and what is counted.
        return all.with(all.points.subList(0, 1)).withoutAccuracy().inTime(asked);
    }

    /** Every point of an effort and the most rounds, whatever that takes. */
    static Plan whole(
            Strategies registry,
            List<String> strategies,
            List<Variant> variants,
            long seed,
            Effort effort,
            Forks forks) {
        return new Plan(
                registry, strategies, variants, effort.points(), effort.mostRounds(), seed, effort, true, forks);
    }

    /**
     * The same points, and as many rounds as the budget allows.
     *
     * @param asked whether points share a JVM; null for a JVM each where the budget allows that
     */
    Plan inTime(@Nullable Forks asked) {
        Plan own = sharing(Forks.OWN).withAffordableRounds(effort.leastRounds());
        boolean sensible = effort.mayShare() && points.size() > 1;
        if (asked == Forks.OWN || (asked == null && (own.fits() || !sensible))) {
            return own;
        }
        Plan shared = sharing(Forks.SHARED).withAffordableRounds(effort.leastRounds());
        // One round has an interval too, though it knows nothing of how the machine drifts.
        return shared.fits() ? shared : sharing(Forks.SHARED).withAffordableRounds(1);
    }

    private boolean fits() {
        return estimate(Shard.WHOLE).compareTo(effort.budget()) <= 0;
    }

    private Plan withoutAccuracy() {
        return new Plan(registry, strategies, variants, points, rounds, seed, effort, false, forks);
    }

    /** The blocking broadcast to each of some audiences. */
    static List<Point> points(List<Integer> subscribers) {
        return subscribers.stream()
                .map(size -> new Point(Timing.BROADCAST, size))
                .toList();
    }

    Plan with(List<Point> other) {
        return new Plan(registry, strategies, variants, other, rounds, seed, effort, accuracy, forks);
    }

    Plan on(List<Variant> other) {
        return new Plan(registry, strategies, other, points, rounds, seed, effort, accuracy, forks);
    }

    Plan withRounds(int other) {
        return new Plan(registry, strategies, variants, points, other, seed, effort, accuracy, forks);
    }

    private Plan sharing(Forks other) {
        return new Plan(registry, strategies, variants, points, rounds, seed, effort, accuracy, other);
    }

    private Plan withAffordableRounds(int least) {
        int fit = least;
        while (fit < effort.mostRounds() && withRounds(fit + 1).fits()) {
            fit++;
        }
        return withRounds(fit);
    }

    /** The steps of a round, in the order they are run; the same at each call. */
    List<Step> round(int round) {
        List<Step> steps = new ArrayList<>();
        for (Variant variant : variants) {
            steps.addAll(forks == Forks.OWN ? apart(round, variant) : together(round, variant));
            if (accuracy && forks == Forks.OWN && counting().contains(variant)) {
                expiring(variant).forEach(id -> steps.add(new Step.Accuracy(round, variant, id)));
            }
        }
        List<Step> counted = counted();
        for (int i = round - 1; i < counted.size(); i += rounds) {
            steps.add(inRound(counted.get(i), round));
        }
        Collections.shuffle(steps, new Random(seed + round));
        return List.copyOf(steps);
    }

    private List<Step> apart(int round, Variant variant) {
        List<Step> steps = new ArrayList<>();
        for (Point point : points) {
            for (String id : idsOn(variant, point.timing())) {
                steps.add(new Step.Timed(round, variant, List.of(point), id, forks));
            }
        }
        return steps;
    }

    /** A step for each strategy, with the points it takes part in. What leaves the most behind is run last. */
    private List<Step> together(int round, Variant variant) {
        Map<String, List<Point>> byId = new LinkedHashMap<>();
        points.stream()
                .sorted(Comparator.comparing(Point::timing))
                .forEach(point -> idsOn(variant, point.timing())
                        .forEach(id -> byId.computeIfAbsent(id, unseen -> new ArrayList<>())
                                .add(point)));
        List<Step> steps = new ArrayList<>();
        byId.forEach((id, own) -> steps.add(new Step.Timed(round, variant, own, id, forks)));
        return steps;
    }

    /** All steps of a part, in the order they are run. */
    List<Step> steps(Shard shard) {
        return IntStream.rangeClosed(1, rounds)
                .filter(shard::has)
                .mapToObj(this::round)
                .flatMap(List::stream)
                .toList();
    }

    /** About how long a part takes. */
    Duration estimate(Shard shard) {
        return estimate(steps(shard).stream());
    }

    /** About how long some of its steps take. */
    Duration estimate(Stream<Step> some) {
        return some.map(step -> step.estimate(effort)).reduce(Duration.ZERO, Duration::plus);
    }

    /** The strategies that a JVM can run. */
    List<String> strategiesOn(Variant variant) {
        return strategies.stream()
                .filter(id -> descriptor(id).firstJdk() <= variant.jdk().feature())
                .toList();
    }

    /**
     * Whose live timers are watched over time: the naive form's, and of each of our own families those of the first that
     * promises to be sound.
     */
    List<String> watched(Variant variant) {
        if (forks == Forks.SHARED && !variant.equals(variants.get(0))) {
            // In a hurry: what grows on one JDK does so on all, and retention.csv has each.
            return List.of();
        }
        Set<Family> seen = EnumSet.complementOf(EnumSet.of(Family.REUSED, Family.WHEEL, Family.CUSTOM));
        return strategiesOn(variant).stream()
                .filter(id -> id.equals(Statistics.NAIVE)
                        || (descriptor(id).retention() == Verdict.CLEAN
                                && descriptor(id).faults().isEmpty()
                                && seen.add(descriptor(id).family())))
                .toList();
    }

    /** What tells this plan from another, for runs that go on and for parts that are merged. */
    Environment record(Environment environment) {
        return environment
                .set("effort", effort.name().toLowerCase(java.util.Locale.ROOT))
                .set("seed", Long.toString(seed))
                .set("rounds", Integer.toString(rounds))
                .set("accuracy", Boolean.toString(accuracy))
                .set("forks", forks.label())
                .set("absent", String.join("; ", absences()))
                .set("points", points.stream().map(Point::identity).collect(Collectors.joining(" ")))
                .set("strategies", String.join(" ", strategies))
                .set("jvms", variants.stream().map(Variant::identity).collect(Collectors.joining("; ")));
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

    /** Who takes part in a benchmark on a JVM, and the control where the floor does. */
    private List<String> idsOn(Variant variant, Timing timing) {
        List<String> ids = new ArrayList<>(strategiesOn(variant).stream()
                .filter(id -> timing.subject().absence(descriptor(id)).isEmpty())
                .toList());
        if (ids.contains(Step.FLOOR)) {
            ids.add(Step.CONTROL);
        }
        return ids;
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

    private List<String> expiring(Variant variant) {
        return strategiesOn(variant).stream()
                .filter(id -> !id.equals(Step.FLOOR))
                .toList();
    }

    private List<Step> counted() {
        List<Step> steps = new ArrayList<>();
        for (Variant variant : counting()) {
            List<String> able = strategiesOn(variant);
            for (int first = 0; first < able.size(); first += COUNTED_TOGETHER) {
                steps.add(counted(variant, able.subList(first, Math.min(first + COUNTED_TOGETHER, able.size()))));
            }
            if (accuracy && forks == Forks.SHARED) {
                steps.add(new Step.Lateness(1, variant, expiring(variant)));
            }
        }
        return steps;
    }

    private Step counted(Variant variant, List<String> ids) {
        return new Step.Counted(
                1, variant, ids, watched(variant).stream().filter(ids::contains).toList());
    }

    private static Step inRound(Step step, int round) {
        if (step instanceof Step.Counted counted) {
            return new Step.Counted(round, counted.variant(), counted.strategies(), counted.watched());
        }
        if (step instanceof Step.Lateness fired) {
            return new Step.Lateness(round, fired.variant(), fired.strategies());
        }
        return step;
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
