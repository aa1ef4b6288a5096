package afterglow.timeout.wheel;

import afterglow.timeout.Timeout;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The races between a lane and the hand, interleaved by a model checker. It tries orders of the program's own steps, so it
 * tests the protocol, by samples; that a store is seen within the grace period is the hardware's part.
 *
 * <p>{@code -Dwheel.model.invocations} sets how many interleavings each race is given.
 */
class WheelModelTest {

    private static final int INVOCATIONS = Integer.getInteger("wheel.model.invocations", 100);
    private static final long MILLIS = 1_000_000;
    private static final long GIVEN = 5 * MILLIS;

    @ParameterizedTest
    @ValueSource(
            classes = {
                ArmWhileLetGo.class,
                RearmWhileExpiring.class,
                ShorterArm.class,
                ArmWhileFallingAsleep.class,
                CloseWhileExpiring.class
            })
    void shouldExpireTheRightSendAndForgetNone(Class<? extends Race> race) {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(1)
                .invocationsPerIteration(INVOCATIONS)
                .loopBound(1_000_000)
                .loopIterationsBeforeThreadSwitch(1_000_000)
                .minimizeFailedScenario(false)
                .verifier(EpsilonVerifier.class)
                .check(race);
    }

    /** An arm while the hand lets go of a slot that was idle. */
    public static final class ArmWhileLetGo extends Race {
        public ArmWhileLetGo() {
            use(1, GIVEN);
            pass(65);
        }

        @Override
        void lane() {
            arm(2, GIVEN);
        }
    }

    /** The next send's arm while the hand expires the send before. */
    public static final class RearmWhileExpiring extends Race {
        public RearmWhileExpiring() {
            arm(1, GIVEN);
            pass(4);
        }

        @Override
        void lane() {
            lane.disarm();
            arm(2, GIVEN);
        }
    }

    /** An arm with less time than the slot's bucket allows for. */
    public static final class ShorterArm extends Race {
        public ShorterArm() {
            use(1, 100 * MILLIS);
            pass(2);
        }

        @Override
        void lane() {
            arm(2, GIVEN);
        }
    }

    /** Arms while the hand asks whether anybody arms, and falls asleep. */
    public static final class ArmWhileFallingAsleep extends Race {
        public ArmWhileFallingAsleep() {
            use(1, GIVEN);
            pass(17);
        }

        @Override
        void lane() {
            use(2, GIVEN);
            arm(3, GIVEN);
        }
    }

    /** The end of a slot while the hand expires its send. */
    public static final class CloseWhileExpiring extends Race {
        public CloseWhileExpiring() {
            arm(1, GIVEN);
            pass(4);
        }

        @Override
        void lane() {
            lane.disarm();
            armed = 0;
            lane.close();
        }
    }

    /** What one lane does while the hand turns, and what must come of it. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the hand alone moves the clock, the lane alone alarms
    public abstract static class Race {

        private volatile long now = 1_000 * MILLIS;
        private volatile int alarms;
        private int alarmsSeen;
        private long wanted;

        final Timeout lane;
        private final Wheel wheel = new Wheel(Wheel.Arm.STAMPED, () -> now, 128, () -> alarms++);
        volatile long armed;
        private final long[] deadlines = new long[4];
        private volatile long expired;
        private volatile boolean early;
        private volatile boolean twice;

        Race() {
            lane = wheel.open(ticket -> {
                twice |= expired >= ticket;
                expired = ticket;
                early |= now < deadlines[(int) ticket];
            });
        }

        abstract void lane();

        /** One thread's part. */
        @Operation(runOnce = true, nonParallelGroup = "lane")
        public void armAndDisarm() {
            lane();
        }

        /** The other thread's. */
        @Operation(runOnce = true, nonParallelGroup = "hand")
        public void turn() {
            pass(4);
        }

        /** Goes on until the wheel sleeps, and looks back. */
        @Validate
        public void shouldHaveExpiredTheRightSend() {
            pass(20);
            require(!early, "an expiry came early");
            require(!twice, "a ticket expired twice");
            require(armed == 0 || expired == armed, "the armed send never expired");
            lane.disarm();
            pass(250);
            require(wanted == Long.MAX_VALUE, "the wheel does not sleep");
            require(!((Slot) lane).isLinked(), "the wheel holds an idle slot");
        }

        // Not AssertJ: the checker compares what it meets with equals, which AssertJ's objects refuse.
        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalStateException(otherwise);
            }
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

        /** Turns the hand as its thread would: when its time has come, or when it was woken. */
        final void pass(int ticks) {
            for (int tick = 0; tick < ticks; tick++) {
                int seen = alarms;
                if (now >= wanted || seen != alarmsSeen) {
                    alarmsSeen = seen;
                    wanted = wheel.turn();
                }
                now += MILLIS + 50_000;
            }
        }
    }
}
