package afterglow.judge;

import afterglow.results.JvmSetup;
import afterglow.timeout.Labelled;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A use of timeouts, and the figures by which a strategy is picked for it. The first decides, by the rule of {@link Choice},
 * and what was not measured in it is not picked. All that are equal in it are picked, and the further figures order them:
 * taking one of them away for a difference elsewhere would let two runs contradict each other.
 */
public enum Use implements Labelled {
    BLOCKING("short blocking sends", true, Figure.PRICE, Figure.LATENESS, Figure.IDLE_CPU),
    IN_FLIGHT("many in-flight requests", false, Figure.IN_FLIGHT, Figure.LATENESS, Figure.IDLE_CPU),
    IDLE("millions of idle connections", false, Figure.ARMED_LANE, Figure.IDLE_CPU, Figure.IN_FLIGHT),
    PRECISE("precise deadlines", false, Figure.LATENESS, Figure.PRICE, Figure.IDLE_CPU);

    private final String sends;
    private final boolean waits;
    private final Figure first;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
    private final List<Figure> further;

    Use(String sends, boolean waits, Figure first, Figure... further) {
        this.sends = sends;
        this.waits = waits;
        this.first = first;
        this.further = List.of(further);
    }

    public String sends() {
        return sends;
    }

    Pick pick(JvmSetup setup, List<StrategyFacts> strategies) {
        List<StrategyFacts> eligible = strategies.stream()
                .filter(facts -> facts.isSound() && (waits || facts.descriptor().inFlight()))
                .toList();
        List<StrategyFacts> known = eligible.stream()
                .filter(facts -> facts.estimates().containsKey(first))
                .toList();
        Choice choice = Choice.of(
                first, known.stream().map(facts -> facts.estimates().get(first)).toList());
        Comparator<StrategyFacts> order = (choice.decision() == Choice.Decision.EQUAL ? further : List.of(first))
                .stream()
                        .map(figure -> Comparator.comparingDouble((StrategyFacts facts) -> facts.value(figure)))
                        .reduce(Comparator::thenComparing)
                        .orElseThrow();
        List<StrategyFacts> named =
                choice.among().stream().map(known::get).sorted(order).toList();
        String because = switch (choice.decision()) {
            case NONE -> eligible.isEmpty() ? nobody(strategies) : "not measured: " + first.column();
            case FASTEST -> words(named.get(0), first) + ", the lowest of " + known.size();
            case EQUAL -> "equal within 10 % in " + first.label() + ": " + words(named.get(0), first) + ordered(named);
            case UNDECIDED ->
                named.size() + " of " + known.size() + " may be the lowest in " + first.label()
                        + "; more --generations tell";
        };
        List<String> ids = named.stream().map(StrategyFacts::strategy).toList();
        return new Pick(setup, this, choice.decision(), ids, eligible.size(), because);
    }

    private String ordered(List<StrategyFacts> equals) {
        return equals.size() > 1 && equals.get(0).estimates().containsKey(further.get(0))
                ? "; of " + equals.size() + " equals " + words(equals.get(0), further.get(0)) + " is the lowest"
                : "";
    }

    private String nobody(List<StrategyFacts> strategies) {
        if (strategies.stream().allMatch(facts -> facts.retained() == null)) {
            return "not measured: what is left behind";
        }
        if (strategies.stream().allMatch(facts -> facts.faults() == null)) {
            return "not measured: faults at deadlines";
        }
        return "none of " + strategies.size() + " is known to leave nothing behind, to keep its deadlines"
                + (waits ? "" : " and to need no waiting thread");
    }

    private static String words(StrategyFacts facts, Figure figure) {
        return switch (figure) {
            case PRICE -> Objects.requireNonNull(facts.headline()).added().inWords() + " ns";
            case IN_FLIGHT -> Objects.requireNonNull(facts.inFlight()).added().inWords() + " ns";
            case LATENESS -> "p99 late %.2f ms".formatted(facts.lateness().value() / 1e3);
            case IDLE_CPU -> "idle CPU %.1f %%".formatted(facts.idleCpu().value());
            case ARMED_LANE -> "%.0f B for an armed lane".formatted(facts.value(figure));
        };
    }
}
