package afterglow.compare;

import afterglow.results.Environment;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a run measures, and in what order: rounds, in each of which every (strategy, point, JVM) stands once, shuffled by a
 * seed. Machines drift, so contestants meet within a round, and only there are they compared. Counts do not drift, so what is
 * counted is spread over the rounds, once each.
 *
 * @param registry knows which strategies a JDK can run
 * @param strategies ids, in the order of the table
 * @param variants the JVMs
 * @param points the benchmarks; the first is the headline's
 * @param rounds how many at most
 * @param seed of the shuffles
 * @param effort how long each step takes
 * @param accuracy whether it also measures when timeouts fire
 */
record Plan(
        Strategies registry,
        List<String> strategies,
        List<Variant> variants,
        List<Point> points,
        int rounds,
        long seed,
        Effort effort,
        boolean accuracy) {

    /** As many points and rounds as an effort's budget allows. */
    static Plan affordable(
            Strategies registry, List<String> strategies, List<Variant> variants, long seed, Effort effort) {
        Plan all = new Plan(registry, strategies, variants, effort.points(), effort.mostRounds(), seed, effort, true);
        for (int points = all.points.size(); points >= 1; points--) {
            Plan fewer = all.with(all.points.subList(0, points)).withAffordableRounds();
            if (fewer.fits()) {
                return fewer;
            }
        }
        // The price alone, and what is counted.
        return all.with(all.points.subList(0, 1)).withoutAccuracy().withAffordableRounds();
    }

    private boolean fits() {
        return estimate(Shard.WHOLE).compareTo(effort.budget()) <= 0;
    }

    private Plan withoutAccuracy() {
        return new Plan(registry, strategies, variants, points, rounds, seed, effort, false);
    }

    /** The blocking broadcast to each of some audiences. */
    static List<Point> points(List<Integer> subscribers) {
        return subscribers.stream()
                .map(size -> new Point(Timing.BROADCAST, size))
                .toList();
    }

    Plan with(List<Point> other) {
        return new Plan(registry, strategies, variants, other, rounds, seed, effort, accuracy);
    }

    Plan on(List<Variant> other) {
        return new Plan(registry, strategies, other, points, rounds, seed, effort, accuracy);
    }

    Plan withRounds(int other) {
        return new Plan(registry, strategies, variants, points, other, seed, effort, accuracy);
    }

    /** The same with as many rounds as the effort's budget allows, within its bounds. */
    Plan withAffordableRounds() {
        int fit = effort.leastRounds();
        while (fit < effort.mostRounds() && withRounds(fit + 1).fits()) {
            fit++;
        }
        return withRounds(fit);
    }

    /** The steps of a round, in the order they are run; the same at each call. */
    List<Step> round(int round) {
        List<Step> steps = new ArrayList<>();
        for (Variant variant : variants) {
            for (Point point : points) {
                for (String id : idsOn(variant, point.timing())) {
                    steps.add(new Step.Timed(round, variant, point.timing(), point.size(), id));
                }
            }
        }
        List<Step> counted = counted();
        for (int i = round - 1; i < counted.size(); i += rounds) {
            steps.add(inRound(counted.get(i), round));
        }
        Collections.shuffle(steps, new Random(seed + round));
        return List.copyOf(steps);
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
        return steps(shard).stream().map(step -> step.estimate(effort)).reduce(Duration.ZERO, Duration::plus);
    }

    /** The strategies that a JVM can run. */
    List<String> strategiesOn(Variant variant) {
        return strategies.stream()
                .filter(id -> descriptor(id).firstJdk() <= variant.jdk().feature())
                .toList();
    }

    /** What tells this plan from another, for runs that go on and for parts that are merged. */
    Environment record(Environment environment) {
        return environment
                .set("effort", effort.name().toLowerCase(java.util.Locale.ROOT))
                .set("seed", Long.toString(seed))
                .set("rounds", Integer.toString(rounds))
                .set("accuracy", Boolean.toString(accuracy))
                .set("points", points.stream().map(Point::identity).collect(Collectors.joining(" ")))
                .set("strategies", String.join(" ", strategies))
                .set("jvms", variants.stream().map(Variant::identity).collect(Collectors.joining("; ")));
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

    private List<Step> counted() {
        int together = Runtime.getRuntime().availableProcessors();
        List<Step> steps = new ArrayList<>();
        List<Variant> counting = new ArrayList<>();
        for (Variant variant : variants) {
            if (counting.stream().noneMatch(variant::countsAs)) {
                counting.add(variant);
            }
        }
        for (Variant variant : counting) {
            List<String> able = strategiesOn(variant);
            for (int first = 0; first < able.size(); first += together) {
                steps.add(new Step.Retention(1, variant, able.subList(first, Math.min(first + together, able.size()))));
            }
            steps.add(new Step.Faults(1, variant, able));
            if (accuracy) {
                able.stream()
                        .filter(id -> !id.equals(Step.FLOOR))
                        .forEach(id -> steps.add(new Step.Accuracy(1, variant, id)));
            }
        }
        return steps;
    }

    private static Step inRound(Step step, int round) {
        if (step instanceof Step.Retention counted) {
            return new Step.Retention(round, counted.variant(), counted.strategies());
        }
        if (step instanceof Step.Faults tried) {
            return new Step.Faults(round, tried.variant(), tried.strategies());
        }
        if (step instanceof Step.Accuracy fired) {
            return new Step.Accuracy(round, fired.variant(), fired.strategy());
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
