package afterglow.judge;

import afterglow.timeout.Labelled;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of several strategies are the lowest in one figure.
 *
 * <p>A strategy is in the race until another is known to be below it. It is <em>close</em> if it is known to be within 10 % of
 * every other, above or not. One in the race, and no other close: {@code FASTEST}. All in the race are close: {@code EQUAL},
 * and all that are close are picked. Else {@code UNDECIDED} between those in the race. So a wider interval may cost its owner the
 * pick, and never earn one.
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
