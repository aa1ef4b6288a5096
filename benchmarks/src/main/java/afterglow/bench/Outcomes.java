package afterglow.bench;

import afterglow.broadcast.Tally;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** How the sends of an iteration ended. A run whose sends ended otherwise than they should is void. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Outcomes {

    public long broadcasts;
    public long delivered;
    public long timedOut;
    public long closed;

    private @Nullable String difference;

    /** Counts a broadcast, and remembers if it is not the one that every contestant has. */
    void add(String strategy, Tally expected, Tally seen) {
        broadcasts++;
        delivered += seen.delivered();
        timedOut += seen.timedOut();
        closed += seen.closed();
        if (!seen.equals(expected)) {
            difference = "strategy '" + strategy + "' ended a broadcast with " + seen + " where every contestant has "
                    + expected;
        }
    }

    @TearDown(Level.Iteration)
    public void agree() {
        if (difference != null) {
            throw new IllegalStateException("void: " + difference);
        }
    }
}
