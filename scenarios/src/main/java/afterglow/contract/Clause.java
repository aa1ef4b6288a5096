package afterglow.contract;

import afterglow.timeout.Fault;
import afterglow.timeout.Verdict;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One thing that every strategy must keep, and the experiment that tells whether it does. */
@SuppressWarnings("ImmutableEnumChecker") // method references without state, and Set.of
public enum Clause {
    ARMS("arms", "arm and disarm neither block nor throw", Deadlines::arms),

    EXPIRES("expires", "what is armed and not disarmed expires", Fault.LOST, Deadlines::expires),

    NEVER_EARLY("never-early", "no expiry comes before its deadline", Fault.EARLY, Deadlines::neverEarly),

    NOT_PUT_OFF("not-put-off", "no lane puts off another lane's expiry", Fault.LATE, Deadlines::notPutOff),

    ONCE("once", "an expiry is told at most once for each ticket", Deadlines::once, Fault.LOST),

    STALE("stale", "an expiry of an earlier send never ends a later one", Deadlines::stale, Fault.EARLY),

    SILENT("silent", "what is disarmed in time does not expire", Deadlines::silent),

    LANES_APART(
            "lanes-apart",
            "one lane's arm, disarm and close leave the other lanes alone",
            Deadlines::lanesApart,
            Fault.EARLY,
            Fault.LATE,
            Fault.LOST),

    EXTREMES(
            "extremes",
            "0 and negative times expire at once, the longest never",
            Deadlines::extremes,
            Fault.EARLY,
            Fault.LOST),

    GOES_ON(
            "goes-on",
            "an expiry that throws keeps no other and no later one from coming",
            Deadlines::goesOn,
            Fault.LOST),

    DELIVERS("delivers", "a send is delivered when there is room", Sends::delivers),

    TIMES_OUT("times-out", "a send times out when there is no room", Sends::timesOut, Fault.LOST),

    USES_ROOM("uses-room", "room that appears during the wait is used", Sends::usesRoom, Fault.EARLY),

    CLOSES("closes", "a waiting send ends closed when the broker closes", Sends::closes),

    THOUSAND_LANES(
            "thousand-lanes",
            "over 1,000 concurrent lanes no message is lost, doubled, or delivered after its time-out",
            Sends::thousandLanes,
            Fault.LOST),

    FEW_THREADS("few-threads", "no thread is held for each lane", Holdings::fewThreads),

    FREES_LANES("frees-lanes", "nothing of a closed lane is held", Holdings::freesLanes),

    CLOSE_ENDS("close-ends", "close leaves no thread and no task, and may be called again", Holdings::closeEnds);

    /** The experiment of a clause. */
    @FunctionalInterface
    interface Experiment {
        Finding run(Trial trial) throws Exception;
    }

    private final String id;
    private final String sentence;
    private final @Nullable Fault fault;
    private final Experiment experiment;
    private final Set<Fault> excuses;

    Clause(String id, String sentence, Fault fault, Experiment experiment) {
        this(id, sentence, fault, experiment, Set.of());
    }

    Clause(String id, String sentence, Experiment experiment, Fault... excuses) {
        this(id, sentence, null, experiment, Set.of(excuses));
    }

    Clause(String id, String sentence, @Nullable Fault fault, Experiment experiment, Set<Fault> excuses) {
        this.id = id;
        this.sentence = sentence;
        this.fault = fault;
        this.experiment = experiment;
        this.excuses = excuses;
    }

    /** The name in tables and CSV. */
    public String id() {
        return id;
    }

    /** What is to be kept. */
    public String sentence() {
        return sentence;
    }

    /** The fault of a strategy that breaks the clause; null if a strategy cannot admit to break it. */
    public @Nullable Fault fault() {
        return fault;
    }

    Finding run(Trial trial) throws Exception {
        return experiment.run(trial);
    }

    /** Why a strategy with such faults, leaving such things, cannot be held to the clause; empty if it can. */
    Optional<String> excuse(Set<Fault> faults, Verdict retention) {
        Set<Fault> shared = EnumSet.noneOf(Fault.class);
        shared.addAll(excuses);
        shared.retainAll(faults);
        if (!shared.isEmpty()) {
            return Optional.of("its expiries may be "
                    + String.join(" or ", shared.stream().map(Fault::label).toList()));
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
