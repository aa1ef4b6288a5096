package afterglow.timeout.reused;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import afterglow.timeout.Timeout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The races between a lane and what expires it, {@link Reused}'s task or {@link Ticker}'s thread, on real processors: stores
 * that become visible late and in another order. Results are how often the first send expired, and how often the second.
 *
 * <p>The clock stands still while both run, and goes on in the arbiter. The guilty forms do wrong what ours do right, and must
 * be found.
 */
final class LaneTimerStress {

    private static final long GIVEN = 5_000_000;

    private LaneTimerStress() {}

    /** A lane of {@link Reused} whose task runs when the test says so. */
    public abstract static class Scheduled {

        private long now;
        private final QueuedByHand scheduler = new QueuedByHand();
        final int[] expired = new int[3];
        final Reused.LaneTimer lane =
                (Reused.LaneTimer) new Reused(scheduler, () -> now).open(ticket -> expired[(int) ticket]++);

        final void pass(long nanos) {
            now += nanos;
        }

        final void run() {
            scheduler.runOne();
        }

        final void lookBack(II_Result result) {
            for (int task = 0; task < 4; task++) {
                pass(2 * GIVEN);
                run();
            }
            result.r1 = expired[1];
            result.r2 = expired[2];
        }

        final int tasks() {
            return scheduler.held();
        }
    }

    /** The next send's arm, while the task expires the one before. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "the first by either, the second once")
    @Outcome(expect = FORBIDDEN, desc = "a wrong send, or one forgotten")
    @State
    public static class ReusedRearmOrExpire extends Scheduled {
        public ReusedRearmOrExpire() {
            lane.arm(GIVEN, 1);
            pass(GIVEN);
        }

        @Actor
        public void lane() {
            lane.disarm();
            lane.arm(GIVEN, 2);
        }

        @Actor
        public void task() {
            run();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }

    /** An arm, while the task finds nothing armed, and is the last. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the send expires")
    @Outcome(expect = FORBIDDEN, desc = "the send has no task")
    @State
    public static class ReusedArmOrDormant extends Scheduled {
        public ReusedArmOrDormant() {
            lane.arm(GIVEN, 1);
            lane.disarm();
            pass(GIVEN);
        }

        @Actor
        public void lane() {
            lane.arm(GIVEN, 2);
        }

        @Actor
        public void task() {
            run();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }

    /** The end of a lane, while its task finds that the deadline has moved. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "no expiry, and no task is left")
    @Outcome(expect = FORBIDDEN, desc = "a task is left, or a send expired")
    @State
    public static class ReusedCloseOrQueue extends Scheduled {
        public ReusedCloseOrQueue() {
            lane.arm(GIVEN, 1);
            lane.disarm();
            lane.arm(4 * GIVEN, 2);
            pass(GIVEN);
        }

        @Actor
        public void lane() {
            lane.disarm();
            lane.close();
        }

        @Actor
        public void task() {
            run();
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = expired[1] + expired[2];
            result.r2 = tasks();
        }
    }

    /** Guilty: an arm without the fence between its ticket and its look at what is queued. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the send expires")
    @Outcome(expect = FORBIDDEN, desc = "the send has no task")
    @State
    public static class GuiltyReusedWithoutFence extends Scheduled {
        public GuiltyReusedWithoutFence() {
            lane.arm(GIVEN, 1);
            lane.disarm();
            pass(GIVEN);
        }

        @Actor
        public void lane() {
            long due = 2 * GIVEN;
            Reused.LaneTimer.DEADLINE.setRelease(lane, due);
            Reused.LaneTimer.TICKET.setRelease(lane, 2L);
            if (due < lane.fireAt) {
                lane.queue(due, GIVEN);
            }
        }

        @Actor
        public void task() {
            run();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }

    /** A lane of {@link Ticker}, ticked by hand. */
    public abstract static class Ticked {

        private long now;
        private final Ticker ticker = new Ticker(() -> now);
        final int[] expired = new int[3];
        final Timeout lane = ticker.open(ticket -> expired[(int) ticket]++);

        final void due() {
            lane.arm(GIVEN, 1);
            tick();
            now += GIVEN;
        }

        final void tick() {
            ticker.tick(now);
        }

        final void lookBack(II_Result result) {
            tick();
            tick();
            result.r2 = -expired[2]; // too early: its time begins after the first send's is over
            now += GIVEN;
            tick();
            result.r1 = expired[1];
            result.r2 += expired[2];
        }
    }

    /** The next send's arm, while a tick expires the one before. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "the first by either, the second once and in time")
    @Outcome(expect = FORBIDDEN, desc = "a wrong send, one forgotten, or one early")
    @State
    public static class TickerRearmOrExpire extends Ticked {
        public TickerRearmOrExpire() {
            due();
        }

        @Actor
        public void lane() {
            lane.disarm();
            lane.arm(GIVEN, 2);
        }

        @Actor
        public void ticks() {
            tick();
            tick();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }

    /** A shorter send after a longer, while a tick takes the length: it must not take the one for the other. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the second, after its own length")
    @Outcome(expect = FORBIDDEN, desc = "forgotten, or early by the other's length")
    @State
    public static class TickerLengthOfItsOwn extends Ticked {
        public TickerLengthOfItsOwn() {
            lane.arm(0, 1);
        }

        @Actor
        public void lane() {
            lane.disarm();
            lane.arm(GIVEN, 2);
        }

        @Actor
        public void ticks() {
            tick();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }

    /** The end of a lane, while a tick expires its send. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 0"},
            expect = ACCEPTABLE,
            desc = "the send by either")
    @Outcome(expect = FORBIDDEN, desc = "twice")
    @State
    public static class TickerCloseOrExpire extends Ticked {
        public TickerCloseOrExpire() {
            due();
        }

        @Actor
        public void lane() {
            lane.disarm();
            lane.close();
        }

        @Actor
        public void ticks() {
            tick();
        }

        @Arbiter
        public void after(II_Result result) {
            lookBack(result);
        }
    }
}
