package afterglow.judge;

import afterglow.timeout.Labelled;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of several strategies are the lowest in one figure.
 *
 * <p>A strategy races unless another is known to be below it. It is <em>close</em> if it is known to be at most 10 % above every
 * other. If one races and no other is close, it is {@code FASTEST}. If all that race are close, all that are close are {@code EQUAL}.
 * Otherwise it is {@code UNDECIDED} between those that race. So a wider interval can make a strategy lose a pick, and never win one.
 *
 * @param among the positions of the strategies it names, in the order in which they were given
 */
public record Choice(Decision decision, List<Integer> among) {

    public enum Decision implements Labelled {
        FASTEST,
        EQUAL,
        UNDECIDED,
        NONE
    }

    static Choice of(Figure figure, List<Estimate> estimates) {
        List<Integer> all = IntStream.range(0, estimates.size()).boxed().toList();
        List<Integer> racing = all.stream()
                .filter(i -> all.stream().noneMatch(j -> figure.isAbove(estimates.get(i), estimates.get(j))))
                .toList();
        List<Integer> close = all.stream()
                .filter(i ->
                        all.stream().allMatch(j -> i.equals(j) || figure.isWithin(estimates.get(i), estimates.get(j))))
                .toList();
        if (all.isEmpty()) {
            return new Choice(Decision.NONE, all);
        }
        if (racing.size() == 1 && racing.containsAll(close)) {
            return new Choice(Decision.FASTEST, racing);
        }
        return close.containsAll(racing) ? new Choice(Decision.EQUAL, close) : new Choice(Decision.UNDECIDED, racing);
    }
}
