package afterglow.contract;

import afterglow.timeout.Fault;
import afterglow.timeout.Verdict;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One guarantee that every strategy must give, and the experiment that tests it. */
@SuppressWarnings("ImmutableEnumChecker") // method references without state, and Set.of
public enum Clause {
    /** Arm and disarm neither block nor throw. */
    ARMS(Deadlines::arms),
    /** What is armed and not disarmed expires. */
    EXPIRES(Fault.LOST, Deadlines::expires),
    /** No expiry comes before its deadline. */
    NEVER_EARLY(Fault.EARLY, Deadlines::neverEarly),
    /** No lane puts off another lane's expiry. */
    NOT_PUT_OFF(Fault.LATE, Deadlines::notPutOff),
    /** At most one expiry is delivered for each ticket. */
    ONCE(Deadlines::once, Fault.LOST),
    /** An expiry of an earlier send never ends a later one. */
    STALE(Deadlines::stale, Fault.EARLY),
    /** What is disarmed in time does not expire. */
    SILENT(Deadlines::silent),
    /** One lane's arm, disarm and close leave the other lanes alone. */
    LANES_APART(Deadlines::lanesApart, Fault.EARLY, Fault.LATE, Fault.LOST),
    /** Threads grow neither with the lanes nor with the sends. */
    FEW_THREADS(Holdings::fewThreads),
    /** A timeout of ms or of seconds expires no later than a plain scheduler's, apart from the declared granularity. */
    ON_TIME(Crowd::onTime, Fault.EARLY, Fault.LATE, Fault.LOST),
    /** Deadlines are kept beside any number of lanes that arm and disarm in any order. */
    CROWD(Crowd::crowd, Fault.EARLY, Fault.LATE, Fault.LOST, Fault.SLOW),
    /** What is due at once expires too. */
    VERY_SHORT(Runs::veryShort, Fault.LOST),
    /** A lane's millionth arm, its thousandth expiry and the millionth lane are as good as the first. */
    LONG_RUN(Runs::longRun, Fault.LOST, Fault.LATE),
    /** 0 and negative times expire at once, the longest never. */
    EXTREMES(Deadlines::extremes, Fault.EARLY, Fault.LOST),
    /** An expiry that throws is not delivered again, and keeps no other and no later one from coming. */
    GOES_ON(Deadlines::goesOn, Fault.LOST),
    /** A send is delivered when there is room. */
    DELIVERS(ClauseSends::delivers),
    /** A send times out when there is no room. */
    TIMES_OUT(ClauseSends::timesOut, Fault.LOST),
    /** Room that appears during the wait is used. */
    USES_ROOM(ClauseSends::usesRoom, Fault.EARLY),
    /** A waiting send ends closed when the broker closes. */
    CLOSES(ClauseSends::closes),
    /** Over 1,000 concurrent lanes no message is lost, doubled, or delivered after its time-out. */
    THOUSAND_LANES(ClauseSends::thousandLanes, Fault.LOST),
    /** Arm and disarm, an expiry, and opening or closing a lane cost less than in proportion to the outstanding timers. */
    SCALES(Fault.SLOW, Costs::scales),
    /** What has nothing armed does not keep a core awake. */
    IDLE(Costs::idle),
    /** Nothing of a closed lane is held. */
    FREES_LANES(Holdings::freesLanes),
    /** Close returns, whatever expires meanwhile, and no expiry comes after it. */
    CLOSE_BESIDE_EXPIRIES(Holdings::closeBesideExpiries),
    /** Close leaves no thread and no task, ends nothing of another strategy of its kind, and may be called again. */
    CLOSE_ENDS(Holdings::closeEnds);

    /** The experiment of a clause. */
    @FunctionalInterface
    interface Experiment {
        Finding run(Trial trial) throws Exception;
    }

    private final @Nullable Fault fault;
    private final Experiment experiment;
    private final Set<Fault> excuses;

    Clause(Fault fault, Experiment experiment) {
        this.fault = fault;
        this.experiment = experiment;
        excuses = Set.of();
    }

    Clause(Experiment experiment, Fault... excuses) {
        fault = null;
        this.experiment = experiment;
        this.excuses = Set.of(excuses);
    }

    /** The name in tables, options and CSV: lower case, with hyphens. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return id();
    }

    /** The fault of a strategy that breaks the clause; null if no strategy may admit that. */
    public @Nullable Fault fault() {
        return fault;
    }

    /** Whether it opens so many lanes that a thread for each would take the machine down. */
    boolean opensMany() {
        return this == CROWD || this == LONG_RUN || this == SCALES || this == THOUSAND_LANES;
    }

    /** Whether a send that waits for its timeout, or a close, may wait for ever if the clause is broken. */
    public boolean isVital() {
        return switch (this) {
            case ARMS, EXPIRES, ON_TIME, CROWD, VERY_SHORT, LONG_RUN, TIMES_OUT, CLOSES, CLOSE_BESIDE_EXPIRIES -> true;
            default -> false;
        };
    }

    Finding run(Trial trial) throws Exception {
        return experiment.run(trial);
    }

    /** Why a strategy with such faults, leaving such things, cannot be held to the clause; empty if it can. */
    Optional<String> excuse(Set<Fault> faults, Verdict retention) {
        String shared = excuses.stream()
                .filter(faults::contains)
                .sorted()
                .map(Fault::label)
                .collect(Collectors.joining(" or "));
        if (!shared.isEmpty()) {
            return Optional.of("cannot be tested on a strategy with the fault: " + shared);
        }
        if (this == SILENT && retention != Verdict.CLEAN) {
            return Optional.of("it abandons its timers: " + retention.label());
        }
        if (this == FREES_LANES && retention == Verdict.LEAKS) {
            return Optional.of("it never frees its timers: " + retention.label());
        }
        return Optional.empty();
    }
}
