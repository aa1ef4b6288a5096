package afterglow.timeout.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.function.Predicate;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The races between a lane and the hand, on real processors: what {@link WheelModelTest} cannot try, stores that become
 * visible late and in another order. Results are how often the first send expired, and how often the second.
 *
 * <p>The hand's clock stands still while both run, and goes on in the arbiter: so the grace period lies between, in which
 * every store becomes visible. The guilty form at the end does wrong what the wheel does right, and must be found.
 */
final class WheelStress {

    private static final long MILLIS = 1_000_000;
    private static final long GIVEN = 5 * MILLIS;

    private static final int TURNS_TO_MARK = Turned.turnsUntil(Turned::isMarked);
    // The wheel sleeps at first; from its first turn on it does not.
    private static final int TURNS_TO_SLEEP = Turned.turnsUntil(Turned::sleeps);

    private WheelStress() {}

    /** A wheel with one lane, turned as its thread would turn it: when its time has come, or when it was woken. */
    public abstract static class Turned {

        private long now = 1_000 * MILLIS;
        private volatile int alarms;
        private int alarmsSeen;
        private long wanted;
        final int[] expired = new int[3];

        @SuppressWarnings("NonAtomicVolatileUpdate") // the lane alone alarms
        private final Wheel wheel = new Wheel(Wheel.Arm.STAMPED, () -> now, 128, () -> alarms++);

        final Timeout lane = wheel.open(ticket -> expired[(int) ticket]++);

        final Timeout open(Expiry expiry) {
            return wheel.open(expiry);
        }

        /** Opens a spare slot again, as its own thread would. */
        static Timeout reopen(Timeout spare, Expiry expiry) {
            ((ReusedSlot) spare).reopen(expiry);
            return spare;
        }

        /** Goes on by a tick, and leaves the turn to the caller. */
        final void tick() {
            now += MILLIS + 50_000;
        }

        final void turn() {
            int seen = alarms;
            if (now >= wanted || seen != alarmsSeen) {
                alarmsSeen = seen;
                wanted = wheel.turn();
            }
        }

        final void pass(int ticks) {
            for (int tick = 0; tick < ticks; tick++) {
                tick();
                turn();
            }
        }

        /** The next turn expires the first send. */
        final void due() {
            lane.arm(GIVEN, 1);
            pass(5);
            tick();
            tick();
        }

        /** The next turn is the one, counted from an arm and disarm, that first makes it so. */
        final void idle(int turns) {
            lane.arm(GIVEN, 1);
            lane.disarm();
            pass(turns - 1);
            tick();
        }

        static int turnsUntil(Predicate<Turned> so) {
            Turned trial = new Turned() {};
            trial.idle(1);
            trial.turn();
            int turns = 1;
            for (; !so.test(trial); turns++) {
                trial.pass(1);
            }
            return turns;
        }

        final boolean isMarked() {
            return (int) Slot.SPAN.getVolatile((Slot) lane) == Slot.LEAVING;
        }

        final boolean sleeps() {
            return wheel.dozing;
        }

        final void lookBack(II_Result result) {
            pass(20);
            result.r1 = expired[1];
            result.r2 = expired[2];
        }
    }

    /** The next send's arm, while the hand expires the one before. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "the first by either, the second once")
    @Outcome(expect = FORBIDDEN, desc = "a wrong send, or one forgotten")
    @State
    public static class RearmOrExpire extends Turned {
        public RearmOrExpire() {
            due();
        }

        @Actor
        public void lane() {
            lane.disarm();
            lane.arm(GIVEN, 2);
        }

        @Actor
        public void hand() {
            turn();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }

    /** The end of a slot, while the hand expires its send. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 0"},
            expect = ACCEPTABLE,
            desc = "the send by either, and the wheel holds nothing")
    @Outcome(expect = FORBIDDEN, desc = "twice, or the wheel still holds the slot")
    @State
    public static class CloseOrExpire extends Turned {
        public CloseOrExpire() {
            due();
        }

        @Actor
        public void lane() {
            lane.disarm();
            lane.close();
        }

        @Actor
        public void hand() {
            turn();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
            pass(250);
            result.r2 = ((Slot) lane).isLinked() ? 1 : 0;
        }
    }

    /** An arm, while the hand marks a slot that was idle; it lets go of it a tick later. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the send expires")
    @Outcome(expect = FORBIDDEN, desc = "forgotten")
    @State
    public static class ArmOrMark extends Turned {
        public ArmOrMark() {
            idle(TURNS_TO_MARK);
        }

        @Actor
        public void lane() {
            lane.arm(GIVEN, 2);
        }

        @Actor
        public void hand() {
            turn();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }

    /** An arm, while the hand, which has asked and was not answered, falls asleep. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the send expires")
    @Outcome(expect = FORBIDDEN, desc = "nobody woke the hand")
    @State
    public static class ArmOrSleep extends Turned {
        public ArmOrSleep() {
            idle(TURNS_TO_SLEEP);
        }

        @Actor
        public void lane() {
            lane.arm(GIVEN, 2);
        }

        @Actor
        public void hand() {
            turn();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }

    /** The next request with the same slot and the same ticket, while the hand expires the one before. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "the first by either, the second once, and in its time")
    @Outcome(expect = FORBIDDEN, desc = "a wrong request, an early one, or one forgotten")
    @State
    public static class ReopenOrExpire extends Turned {

        private final int[] second = new int[1];
        private final Timeout spare;

        public ReopenOrExpire() {
            lane.close();
            spare = open(ticket -> expired[1]++);
            spare.arm(GIVEN, 1);
            pass(5);
            tick();
            tick();
        }

        @Actor
        public void lane() {
            spare.disarm();
            spare.close();
            reopen(spare, ticket -> second[0]++).arm(GIVEN, 1);
        }

        @Actor
        public void hand() {
            turn();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r2 = second[0] == 0 ? 0 : 2;
            pass(20);
            result.r1 = expired[1];
            result.r2 += second[0];
        }
    }

    /** Guilty: an expiry that reads the ticket and then clears it, with no compare-and-set. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "the first by either, the second once")
    @Outcome(expect = FORBIDDEN, desc = "the second is forgotten")
    @State
    public static class GuiltyTake extends Turned {
        public GuiltyTake() {
            due();
        }

        @Actor
        public void lane() {
            lane.disarm();
            lane.arm(GIVEN, 2);
        }

        @Actor
        public void hand() {
            Slot slot = (Slot) lane;
            long ticket = (long) Slot.TICKET.getAcquire(slot);
            if (ticket == 1) {
                Slot.TICKET.setRelease(slot, Slot.DISARMED);
                expired[1]++;
            }
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }
}
