package afterglow.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a run measures, and in what order: rounds, in each of which every point stands once, shuffled by a seed. Machines
 * drift, so contestants meet within a round, and only there are they compared.
 *
 * @param steps in the order they are run
 * @param rounds how many there are
 * @param subscribers the audiences of the blocking broadcast; the first is the headline's
 */
record Plan(List<Step> steps, int rounds, List<Integer> subscribers) {

    /**
     * The plan of a run.
     *
     * @param askedSubscribers the audiences; none for as many of the effort's as the budget allows
     * @param askedRounds how many rounds; 0 for as many as the budget allows
     * @param seed of the shuffles
     */
    static Plan of(List<String> strategies, List<Integer> askedSubscribers, Effort effort, int askedRounds, long seed) {
        List<Step> counted = counted(strategies);
        Duration left = effort.budget().minus(estimate(counted));
        long forks = left.dividedBy(effort.forkLength()) / strategies.size();
        List<Integer> subscribers = askedSubscribers.isEmpty()
                ? effort.subscribers()
                        .subList(0, between(1, effort.subscribers().size(), forks / effort.leastRounds()))
                : askedSubscribers;
        int rounds = askedRounds > 0
                ? askedRounds
                : between(effort.leastRounds(), effort.mostRounds(), forks / subscribers.size());
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            // Counts do not drift, and once is enough.
            List<Step> inRound = new ArrayList<>(round == 1 ? counted : List.of());
            for (String strategy : strategies) {
                for (int audience : subscribers) {
                    inRound.add(new Step.Broadcast(round, strategy, audience, effort));
                }
            }
            Collections.shuffle(inRound, random);
            steps.addAll(inRound);
        }
        return new Plan(List.copyOf(steps), rounds, List.copyOf(subscribers));
    }

    private static List<Step> counted(List<String> strategies) {
        int together = Runtime.getRuntime().availableProcessors();
        List<Step> steps = new ArrayList<>();
        for (int first = 0; first < strategies.size(); first += together) {
            steps.add(new Step.Retention(1, strategies.subList(first, Math.min(first + together, strategies.size()))));
        }
        steps.add(new Step.Faults(1, strategies));
        return steps;
    }

    private static int between(int least, int most, long value) {
        return (int) Math.max(least, Math.min(most, value));
    }

    /** About how long it takes. */
    Duration estimate() {
        return estimate(steps);
    }

    private static Duration estimate(List<Step> steps) {
        return steps.stream().map(Step::estimate).reduce(Duration.ZERO, Duration::plus);
    }
}
