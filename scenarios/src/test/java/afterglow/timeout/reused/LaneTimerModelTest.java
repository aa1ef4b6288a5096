package afterglow.timeout.reused;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The races between a lane and what expires it, {@link Reused}'s task or {@link Ticker}'s thread, interleaved by a model
 * checker. {@link LaneTimerStress} tries what it cannot: stores that become visible late.
 *
 * <p>{@code -Dwheel.model.invocations} sets how many interleavings each race is given.
 */
class LaneTimerModelTest {

    private static final int INVOCATIONS = Integer.getInteger("wheel.model.invocations", 100);
    private static final long MILLIS = 1_000_000;
    private static final long GIVEN = 5 * MILLIS;
    private static final long LONG = 50 * MILLIS;

    @ParameterizedTest
    @ValueSource(
            classes = {
                ReusedRearm.class,
                ReusedLongerArm.class,
                ReusedArmWhileDormant.class,
                ReusedShorterArm.class,
                ReusedClose.class,
                TickerRearm.class,
                TickerClose.class
            })
    void shouldExpireTheRightSendAndForgetNone(Class<? extends Race> race) {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(1)
                .invocationsPerIteration(INVOCATIONS)
                .minimizeFailedScenario(false)
                // The map of lanes looks for the next one in 16 places, which the checker would take for a lock.
                .loopIterationsBeforeThreadSwitch(1_000_000)
                .verifier(EpsilonVerifier.class)
                .check(race);
    }

    /** The next send's arm while the task expires the send before. */
    public static final class ReusedRearm extends ReusedRace {
        public ReusedRearm() {
            arm(1, GIVEN);
            pass(GIVEN);
        }

        @Override
        void lane() {
            lane.disarm();
            arm(2, GIVEN);
        }
    }

    /** The next send's arm while the task finds that the deadline has moved. */
    public static final class ReusedLongerArm extends ReusedRace {
        public ReusedLongerArm() {
            use(1, GIVEN);
            arm(2, LONG);
            pass(GIVEN);
        }

        @Override
        void lane() {
            lane.disarm();
            arm(3, LONG);
        }
    }

    /** An arm while the task finds nothing armed, and is the last. */
    public static final class ReusedArmWhileDormant extends ReusedRace {
        public ReusedArmWhileDormant() {
            use(1, GIVEN);
            pass(GIVEN);
        }

        @Override
        void lane() {
            arm(2, GIVEN);
        }
    }

    /** An arm with less time than the task has when that fires. */
    public static final class ReusedShorterArm extends ReusedRace {
        public ReusedShorterArm() {
            use(1, GIVEN);
            arm(2, LONG);
            pass(GIVEN);
        }

        @Override
        void lane() {
            lane.disarm();
            arm(3, MILLIS);
        }
    }

    /** The end of a lane while its task finds that the deadline has moved. */
    public static final class ReusedClose extends ReusedRace {
        public ReusedClose() {
            use(1, GIVEN);
            arm(2, LONG);
            pass(GIVEN);
        }

        @Override
        void lane() {
            close();
        }
    }

    /** The next send's arm while the tick expires the send before. */
    public static final class TickerRearm extends TickerRace {
        public TickerRearm() {
            arm(1, GIVEN);
            expirer();
            pass(GIVEN);
        }

        @Override
        void lane() {
            lane.disarm();
            arm(2, LONG);
        }
    }

    /** The end of a lane while the tick expires its send. */
    public static final class TickerClose extends TickerRace {
        public TickerClose() {
            arm(1, GIVEN);
            expirer();
            pass(GIVEN);
        }

        @Override
        void lane() {
            close();
        }
    }

    /** A lane of {@link Reused}, whose tasks run when their time has come. */
    public abstract static class ReusedRace extends Race {

        private final QueuedByHand scheduler = new QueuedByHand();
        private final Reused reused = new Reused(scheduler, this::now);

        ReusedRace() {
            lane = reused.open(this);
        }

        @Override
        void expirer() {
            scheduler.runOne();
        }

        @Override
        void settle() {
            for (int task = 0; task < 5; task++) {
                pass(LONG);
                scheduler.runOne();
            }
            require(scheduler.held() == 0, "a task is left");
        }
    }

    /** A lane of {@link Ticker}. */
    public abstract static class TickerRace extends Race {

        private final Ticker ticker = new Ticker(this::now);

        TickerRace() {
            lane = ticker.open(this);
        }

        @Override
        void expirer() {
            ticker.tick(now());
            ticker.tick(now());
        }

        @Override
        void settle() {
            for (int tick = 0; tick < 3; tick++) {
                ticker.tick(now());
                pass(LONG);
            }
        }
    }

    /** What one lane does while its send expires, and what must come of it. */
    public abstract static class Race implements Expiry {

        private volatile long now = 1_000 * MILLIS;
        private volatile long armed;
        private final long[] deadlines = new long[4];
        private volatile long expired;
        private volatile boolean early;
        private volatile boolean twice;

        Timeout lane = new Timeout() {
            @Override
            public void arm(long nanos, long ticket) {}

            @Override
            public void disarm() {}
        };

        abstract void lane();

        abstract void expirer();

        /** Lets all the time pass that anything may need. */
        abstract void settle();

        /** One thread's part. */
        @Operation(runOnce = true, nonParallelGroup = "lane")
        public void armAndDisarm() {
            lane();
        }

        /** The other thread's. */
        @Operation(runOnce = true, nonParallelGroup = "expirer")
        public void fire() {
            expirer();
        }

        @Validate
        public void shouldHaveExpiredTheRightSend() {
            settle();
            require(!early, "an expiry came early");
            require(!twice, "a ticket expired twice");
            require(armed == 0 || expired == armed, "the armed send never expired");
        }

        @Override
        public void expire(long ticket) {
            twice |= expired >= ticket;
            expired = ticket;
            early |= now < deadlines[(int) ticket];
        }

        // Not AssertJ: the checker compares what it meets with equals, which AssertJ's objects refuse.
        static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalStateException(otherwise);
            }
        }

        final long now() {
            return now;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // time passes before and after the race only
        final void pass(long nanos) {
            now += nanos;
        }

        final void arm(long ticket, long nanos) {
            deadlines[(int) ticket] = now + nanos;
            armed = ticket;
            lane.arm(nanos, ticket);
        }

        final void use(long ticket, long nanos) {
            arm(ticket, nanos);
            lane.disarm();
        }

        final void close() {
            lane.disarm();
            armed = 0;
            lane.close();
        }
    }
}
