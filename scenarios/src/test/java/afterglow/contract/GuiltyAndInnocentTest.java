package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every faulty strategy is convicted of its own fault and no other; every odd one that is right is cleared. */
class GuiltyAndInnocentTest {

    static List<Arguments> guilty() {
        return List.of(
                guilty("fires-early", Guilty.FiresEarly::new, Clause.NEVER_EARLY),
                guilty("never-fires", Guilty.NeverFires::new, Clause.EXPIRES),
                guilty("fires-twice", Guilty.FiresTwice::new, Clause.ONCE),
                guilty("fires-stale-tickets", Guilty.FiresStaleTickets::new, Clause.SILENT),
                Arguments.of(
                        describe("ends-a-later-send").leaving(Verdict.RETAINS),
                        (Supplier<TimeoutStrategy>) Guilty.EndsALaterSend::new,
                        Clause.STALE),
                guilty("ends-with-an-expiry-that-throws", Guilty.EndsWithAnExpiryThatThrows::new, Clause.GOES_ON),
                guilty("puts-off-others", Guilty.PutsOffOthers::new, Clause.NOT_PUT_OFF),
                guilty("leaks-a-thread-for-each-lane", Guilty.LeaksAThreadForEachLane::new, Clause.FEW_THREADS),
                guilty("blocks-in-arm", Guilty.BlocksInArm::new, Clause.ARMS),
                guilty("dawdles-in-arm", Guilty.DawdlesInArm::new, Clause.ARMS),
                guilty("throws-in-arm", Guilty.ThrowsInArm::new, Clause.ARMS),
                guilty("holds-a-lane-after-close", Guilty.HoldsALaneAfterClose::new, Clause.FREES_LANES),
                guilty("leaves-a-thread-after-close", Guilty.LeavesAThreadAfterClose::new, Clause.CLOSE_ENDS),
                guilty("fires-after-close", Guilty.FiresAfterClose::new, Clause.CLOSE_ENDS));
    }

    static List<Arguments> innocent() {
        return List.of(
                innocent(describe("slow"), Innocent.Slow::new),
                innocent(
                        describe("coarse").granularity(Duration.ofNanos(Innocent.Coarse.TICK_NANOS)),
                        Innocent.Coarse::new),
                innocent(describe("allocates-much"), Innocent.AllocatesMuch::new),
                innocent(describe("own-thread"), Innocent.OwnThread::new),
                innocent(describe("starts-lazily"), Innocent.StartsLazily::new),
                innocent(describe("pool"), Innocent.Pool::new),
                innocent(describe("remembers-weakly"), Innocent.RemembersWeakly::new),
                innocent(describe("wakes-often"), Innocent.WakesOften::new),
                innocent(describe("asked"), Innocent.Asked::new),
                innocent(describe("hands-on"), Innocent.HandsOn::new),
                innocent(describe("one-lock"), Innocent.OneLock::new),
                innocent(
                        describe("shares-a-thread").sharing(Innocent.SharesAThread.THREAD),
                        Innocent.SharesAThread::new));
    }

    @ParameterizedTest
    @MethodSource("guilty")
    void shouldConvictOfThatFaultAndNoOther(Descriptor descriptor, Supplier<TimeoutStrategy> strategy, Clause fault) {
        Report report = new Contract(descriptor, strategy).check();

        assertThat(report.breaches())
                .as(lines(report))
                .extracting(Result::clause)
                .containsExactly(fault);
    }

    @ParameterizedTest
    @MethodSource("innocent")
    void shouldClear(Descriptor descriptor, Supplier<TimeoutStrategy> strategy) {
        Report report = new Contract(descriptor, strategy).check();

        assertThat(report.breaches()).extracting(Result::line).isEmpty();
        assertThat(report.results())
                .extracting(result -> result.finding().state())
                .containsOnly(Finding.State.KEPT);
    }

    @Test
    void shouldWantAnAdmittedFaultToBeSeen() {
        Descriptor modest = describe("modest").admitting(Fault.LATE);

        Report report = new Contract(modest, Suspect::new).check();

        assertThat(report.breaches()).extracting(Result::clause).containsExactly(Clause.NOT_PUT_OFF);
        assertThat(report.faults()).isEmpty();
    }

    @Test
    void shouldMeasureTheFaultsAlone() {
        assertThat(new Contract(describe("early"), Guilty.FiresEarly::new)
                        .deadlines()
                        .faults())
                .isEqualTo(Set.of(Fault.EARLY));
        assertThat(new Contract(describe("lost"), Guilty.NeverFires::new)
                        .deadlines()
                        .faults())
                .isEqualTo(Set.of(Fault.LOST));
        assertThat(new Contract(describe("late"), Guilty.PutsOffOthers::new)
                        .deadlines()
                        .faults())
                .isEqualTo(Set.of(Fault.LATE));
        assertThat(new Contract(describe("right"), Suspect::new).deadlines().faults())
                .isEmpty();
    }

    private static Arguments guilty(String id, Supplier<TimeoutStrategy> strategy, Clause fault) {
        return Arguments.of(describe(id), strategy, fault);
    }

    private static Arguments innocent(Descriptor descriptor, Supplier<TimeoutStrategy> strategy) {
        return Arguments.of(descriptor, strategy);
    }

    private static Descriptor describe(String id) {
        return Descriptor.of(id, Family.CUSTOM, "a test's");
    }

    private static String lines(Report report) {
        return String.join("\n", report.results().stream().map(Result::line).toList());
    }
}
