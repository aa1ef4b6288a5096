package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every faulty strategy is convicted of its own fault and no other; every odd one that is right is cleared. */
class GuiltyAndInnocentTest {

    /** What else a fault may be seen to break. */
    private static final Map<Clause, Set<Clause>> CONSEQUENCES = Map.of(
            Clause.ON_TIME,
            Set.of(Clause.CROWD, Clause.NOT_PUT_OFF),
            Clause.CROWD,
            Set.of(Clause.ON_TIME, Clause.LONG_RUN),
            Clause.VERY_SHORT,
            Set.of(Clause.EXTREMES, Clause.LONG_RUN),
            Clause.LONG_RUN,
            Set.of(Clause.VERY_SHORT, Clause.ON_TIME, Clause.CROWD, Clause.THOUSAND_LANES),
            Clause.ONCE,
            Set.of(Clause.VERY_SHORT, Clause.LONG_RUN, Clause.ON_TIME, Clause.CROWD),
            Clause.STALE,
            Set.of(Clause.ON_TIME, Clause.LONG_RUN),
            Clause.SCALES,
            Set.of(Clause.CROWD, Clause.ON_TIME),
            Clause.CLOSE_ENDS,
            Set.of(Clause.SCALES));

    private static final int TIMES = 20;

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
                guilty("fires-after-close", Guilty.FiresAfterClose::new, Clause.CLOSE_ENDS),
                guilty("late-in-a-crowd", () -> lateBeside(1_000, 3, 0), Clause.CROWD),
                guilty("late-in-a-large-crowd", () -> lateBeside(10_000, 3, 0), Clause.CROWD),
                guilty("late-beside-12000", () -> lateBeside(12_000, 1, 10), Clause.CROWD),
                guilty("late-beside-50000", () -> lateBeside(50_000, 1, 10), Clause.CROWD),
                guilty("ordered-by-length", () -> new GuiltyInNumbers.OrderedByLength().started(), Clause.CROWD),
                guilty("broken-heap", () -> new GuiltyInNumbers.BrokenHeap().started(), Clause.CROWD),
                guilty("counts-in-two-bytes", GuiltyInNumbers.CountsInTwoBytes::new, Clause.LONG_RUN),
                guilty("loses-one-in-32768", () -> new GuiltyInNumbers.LosesOneIn(15), Clause.LONG_RUN),
                guilty("loses-one-in-65536", () -> new GuiltyInNumbers.LosesOneIn(16), Clause.LONG_RUN),
                guilty("runs-out-of-slots", GuiltyInNumbers.RunsOutOfSlots::new, Clause.CROWD),
                guilty("runs-out-of-lanes", GuiltyInNumbers.RunsOutOfLanes::new, Clause.LONG_RUN),
                guilty("cuts-tickets", GuiltyInNumbers.CutsTickets::new, Clause.LONG_RUN),
                guilty("registers-too-late", GuiltyInNumbers.RegistersTooLate::new, Clause.VERY_SHORT),
                guilty("swallows-the-very-short", () -> new GuiltyInNumbers.Swallows(1, 1_000), Clause.VERY_SHORT),
                guilty("late-beside-20000", () -> lateBeside(20_000, 3, 0), Clause.CROWD),
                guilty("late-after-65536", () -> new GuiltyInNumbers.OtherwiseAfter(1 << 16, 30), Clause.LONG_RUN),
                guilty("early-after-65536", () -> new GuiltyInNumbers.OtherwiseAfter(1 << 16, -30), Clause.LONG_RUN),
                guilty("swallows-200-to-900-ns", () -> new GuiltyInNumbers.Swallows(200, 900), Clause.VERY_SHORT),
                guilty(
                        "swallows-100-to-900-us",
                        () -> new GuiltyInNumbers.Swallows(100_000, 900_000),
                        Clause.VERY_SHORT),
                guilty("cuts-milliseconds", GuiltyInNumbers.CutsMilliseconds::new, Clause.EXTREMES),
                guilty("keeps-years", () -> new GuiltyInNumbers.Keeps(1L << 55, 1L << 62), Clause.FREES_LANES),
                guilty("keeps-microseconds", () -> new GuiltyInNumbers.Keeps(1, 100_000), Clause.FREES_LANES),
                guilty("spins-after-an-arm", GuiltyInNumbers.SpinsAfterAnArm::new, Clause.IDLE),
                guilty("spins-in-short-threads", GuiltyInNumbers.SpinsInShortThreads::new, Clause.IDLE),
                guilty(
                        "a-thread-for-5000-sends",
                        () -> new GuiltyInNumbers.AThreadForSends(5_000, 2_000),
                        Clause.FEW_THREADS),
                guilty(
                        "a-thread-for-10-lanes",
                        () -> new GuiltyInNumbers.AThreadForLanes(10, 1_000),
                        Clause.FEW_THREADS),
                guilty(
                        "closes-once-all-expired",
                        GuiltyInNumbers.ClosesOnceAllExpired::new,
                        Clause.CLOSE_BESIDE_EXPIRIES),
                guilty("closes-once-armed", GuiltyInNumbers.ClosesOnceArmed::new, Clause.CLOSE_ENDS),
                guilty("coarse-in-secret", () -> new Innocent.Coarse(160_000_000), Clause.ON_TIME),
                guilty("ticks-in-secret", () -> new Innocent.Coarse(5_000_000), Clause.ON_TIME),
                guilty("adds-to-each", GuiltyInNumbers.AddsToEach::new, Clause.ON_TIME),
                guilty(
                        "keeps-the-endless",
                        () -> new GuiltyInNumbers.Keeps(Long.MAX_VALUE, Long.MAX_VALUE),
                        Clause.FREES_LANES),
                guilty("keeps-the-very-short", () -> new GuiltyInNumbers.Keeps(0, 0), Clause.FREES_LANES),
                guilty("spins", GuiltyInNumbers.Spins::new, Clause.IDLE),
                guilty("wakes-each-100-us", GuiltyInNumbers.WakesEach100Micros::new, Clause.IDLE),
                guilty("searches-at-disarm", () -> new GuiltyInNumbers.SearchesAtDisarm().started(), Clause.SCALES),
                guilty("scans-at-arm", () -> new GuiltyInNumbers.Scans(false), Clause.SCALES),
                guilty("scans-at-expiry", () -> new GuiltyInNumbers.Scans(true), Clause.SCALES),
                guilty("polls", GuiltyInNumbers.Polls::new, Clause.SCALES),
                guilty(
                        "a-thread-for-100-sends",
                        () -> new GuiltyInNumbers.AThreadForSends(100, 2_000),
                        Clause.FEW_THREADS),
                guilty(
                        "a-thread-for-1000-sends",
                        () -> new GuiltyInNumbers.AThreadForSends(1_000, 2_000),
                        Clause.FEW_THREADS),
                guilty("a-thread-for-each-expiry", GuiltyInNumbers.AThreadForEachExpiry::new, Clause.FEW_THREADS),
                guilty(
                        "closes-under-the-lock-of-expiries",
                        GuiltyInNumbers.ClosesUnderTheLockOfExpiries::new,
                        Clause.CLOSE_BESIDE_EXPIRIES),
                guilty("locks-in-two-orders", GuiltyInNumbers.LocksInTwoOrders::new, Clause.CLOSE_BESIDE_EXPIRIES),
                guilty("loses-each-64th-of-a-lane", GuiltyNowAndThen.LosesEach64thOfALane::new, Clause.LONG_RUN),
                guilty("loses-some-of-one-lane", GuiltyNowAndThen.LosesSomeOfOneLane::new, Clause.LONG_RUN),
                guilty("fires-twice-once-in-500", GuiltyNowAndThen.FiresTwiceOnceIn500::new, Clause.LONG_RUN),
                guilty("ends-with-a-race", GuiltyNowAndThen.EndsWithARace::new, Clause.LONG_RUN),
                Arguments.of(
                        describe("reuses-slots-in-use").leaving(Verdict.RETAINS),
                        (Supplier<TimeoutStrategy>) GuiltyNowAndThen.ReusesSlotsInUse::new,
                        Clause.STALE),
                guilty("backs-off", GuiltyNowAndThen.BacksOff::new, Clause.ON_TIME),
                guilty("stops-when-idle", GuiltyNowAndThen.StopsWhenIdle::new, Clause.ON_TIME),
                guilty("is-not-woken", GuiltyNowAndThen.IsNotWoken::new, Clause.ON_TIME),
                guilty("late-for-the-newest", GuiltyNowAndThen.LateForTheNewest::new, Clause.CROWD),
                guilty("searches-at-open", GuiltyNowAndThen.SearchesAtOpen::new, Clause.SCALES),
                guilty("searches-at-close", GuiltyAtClose.SearchesAtClose::new, Clause.SCALES),
                guilty("purges-at-close", GuiltyAtClose.PurgesAtClose::new, Clause.SCALES),
                guilty("moves-its-last-lane", () -> new GuiltyAtClose.MovesItsLastLane(false), Clause.CROWD),
                guilty("fills-its-slots", () -> new GuiltyInNumbers.FillsItsSlots(false), Clause.CROWD),
                guilty("keeps-the-unused", GuiltyAtClose.KeepsTheUnused::new, Clause.FREES_LANES),
                guilty("keeps-one-lane-in-100", GuiltyAtClose.KeepsOneLaneIn100::new, Clause.FREES_LANES),
                guilty("asks-its-thread", Guilty.AsksItsThread::new, Clause.ARMS),
                guilty("asks-a-quick-thread", AsksAQuickThread::new, Clause.ARMS),
                guilty("ends-with-an-error", Guilty.EndsWithAnError::new, Clause.GOES_ON),
                guilty("loses-beside-the-endless", Guilty.LosesBesideTheEndless::new, Clause.EXTREMES),
                guilty("late-for-one-lane-in-8", () -> new GuiltyNowAndThen.LateForOneLaneIn(8, 35), Clause.CROWD),
                guilty("late-for-one-lane-in-22", () -> new GuiltyNowAndThen.LateForOneLaneIn(22, 20), Clause.CROWD),
                guilty(
                        "a-short-thread-for-5000-sends",
                        () -> new GuiltyInNumbers.AThreadForSends(5_000, 0),
                        Clause.FEW_THREADS),
                guilty(
                        "a-short-thread-for-1000-sends",
                        () -> new GuiltyInNumbers.AThreadForSends(1_000, 0),
                        Clause.FEW_THREADS),
                guilty(
                        "a-short-thread-for-each-expiry",
                        GuiltyNowAndThen.AShortThreadForEachExpiry::new,
                        Clause.FEW_THREADS),
                guilty("late-for-lane-777", () -> lateForLane(777, 20), Clause.CROWD),
                guilty("late-for-lane-50000", () -> lateForLane(50_000, 35), Clause.CROWD),
                guilty(
                        "loses-lane-7777",
                        () -> new GuiltyNowAndThen.OtherwiseForOneLane(7_777, nanos -> Long.MAX_VALUE),
                        Clause.CROWD),
                guilty("late-now-and-then", () -> new LateNowAndThen(10, 35), Clause.ON_TIME),
                guilty("late-once-in-22", () -> new LateNowAndThen(22, 20), Clause.CROWD),
                guilty("early-once-in-500", () -> new GuiltyNowAndThen.OtherwiseOnceIn500(-300_000), Clause.LONG_RUN),
                guilty("counts-expiries-in-two-bytes", GuiltyNowAndThen.CountsExpiriesInTwoBytes::new, Clause.LONG_RUN),
                guilty(
                        "a-thread-for-1000-lanes",
                        () -> new GuiltyInNumbers.AThreadForLanes(1_000, 1_000),
                        Clause.FEW_THREADS),
                guilty("keeps-what-expired", GuiltyAtClose.KeepsWhatExpired::new, Clause.FREES_LANES),
                Arguments.of(
                        describe("counts-each-close").sharing(GuiltyAtClose.CountsEachClose.THREAD),
                        (Supplier<TimeoutStrategy>) GuiltyAtClose.CountsEachClose::new,
                        Clause.CLOSE_ENDS),
                guilty("tells-after-close", GuiltyAtClose.TellsAfterClose::new, Clause.CLOSE_BESIDE_EXPIRIES),
                guilty("tries-again", GuiltyElsewhere.TriesAgain::new, Clause.GOES_ON),
                guilty("tells-under-its-lock", GuiltyElsewhere.TellsUnderItsLock::new, Clause.ARMS),
                guilty("forgets-the-interrupted", GuiltyElsewhere.ForgetsTheInterrupted::new, Clause.EXPIRES),
                guilty("looks-by-thread", GuiltyElsewhere.LooksByThread::new, Clause.SILENT),
                guilty("numbers-lanes-in-two-bytes", GuiltyElsewhere.NumbersLanesInTwoBytes::new, Clause.LONG_RUN),
                Arguments.of(
                        describe("has-room-for-8192").granularity(Duration.ofMillis(25)),
                        (Supplier<TimeoutStrategy>) GuiltyElsewhere.HasRoomFor8192::new,
                        Clause.CROWD),
                guilty("spins-for-seconds", GuiltyElsewhere.SpinsForSeconds::new, Clause.IDLE),
                guilty("spins-once-one-threw", GuiltyElsewhere.SpinsOnceOneThrew::new, Clause.IDLE),
                guilty("a-thread-for-each-sender", GuiltyElsewhere.AThreadForEachSender::new, Clause.FEW_THREADS),
                guilty("keeps-the-endless-by-thread", GuiltyElsewhere.KeepsTheEndlessByThread::new, Clause.FREES_LANES),
                guilty("tells-the-long-twice", GuiltyInNumbers.TellsTheLongTwice::new, Clause.ON_TIME),
                guilty("tells-64-a-tick", GuiltyInNumbers.Tells64ATick::new, Clause.CROWD),
                guilty("searches-its-length", GuiltyInNumbers.SearchesItsLength::new, Clause.SCALES),
                Arguments.of(
                        describe("counts-arms-in-a-byte").leaving(Verdict.RETAINS),
                        (Supplier<TimeoutStrategy>) GuiltyInNumbers.CountsArmsInAByte::new,
                        Clause.STALE));
    }

    static List<Arguments> innocent() {
        return List.of(
                innocent(describe("slow"), Innocent.Slow::new),
                innocent(describe("coarse").granularity(Duration.ofMillis(50)), () -> new Innocent.Coarse(50_000_000)),
                innocent(
                        describe("coarser").granularity(Duration.ofMillis(160)),
                        () -> new Innocent.Coarse(160_000_000)),
                innocent(describe("allocates-much"), Innocent.AllocatesMuch::new),
                innocent(
                        describe("late-for-one-lane-as-it-says").granularity(Duration.ofMillis(20)),
                        () -> new GuiltyNowAndThen.LateForOneLaneIn(22, 20)),
                innocent(
                        describe("late-in-a-crowd-as-it-says").granularity(Duration.ofMillis(10)),
                        () -> lateBeside(12_000, 1, 10)),
                innocent(describe("polls-as-it-says").granularity(Duration.ofMillis(3)), GuiltyInNumbers.Polls::new),
                innocent(describe("two-threads"), Innocent.TwoThreads::new),
                innocent(describe("own-thread"), () -> new GuiltyInNumbers.Heap().started()),
                innocent(describe("slow-in-a-crowd"), Innocent.SlowInACrowd::new),
                innocent(describe("expires-on-a-pool"), Innocent.ExpiresOnAPool::new),
                innocent(describe("cleans-up"), Innocent.CleansUp::new),
                innocent(describe("wraps-its-count"), Innocent.WrapsItsCount::new),
                innocent(describe("puts-the-endless-aside"), Innocent.PutsTheEndlessAside::new),
                innocent(describe("closes-under-a-lock"), Innocent.ClosesUnderALock::new),
                innocent(describe("starts-lazily"), Innocent.StartsLazily::new),
                innocent(describe("pool"), Innocent.Pool::new),
                innocent(describe("remembers-weakly"), Innocent.RemembersWeakly::new),
                innocent(describe("remembers-softly"), Innocent.RemembersSoftly::new),
                innocent(describe("renews-its-thread"), Innocent.RenewsItsThread::new),
                innocent(describe("starts-again"), Innocent.StartsAgain::new),
                innocent(
                        describe("late-for-one-lane-of-all-as-it-says").granularity(Duration.ofMillis(20)),
                        () -> lateForLane(777, 20)),
                innocent(describe("pool-that-grows"), Innocent.PoolThatGrows::new),
                innocent(describe("wakes-often"), Innocent.WakesOften::new),
                innocent(describe("asked"), Innocent.Asked::new),
                innocent(describe("hands-on"), Innocent.HandsOn::new),
                innocent(describe("one-lock"), Innocent.OneLock::new),
                innocent(describe("spins-while-armed"), Innocent.SpinsWhileArmed::new),
                innocent(describe("moves-its-last-lane-and-tells"), () -> new GuiltyAtClose.MovesItsLastLane(true)),
                innocent(describe("fills-its-slots-and-the-next"), () -> new GuiltyInNumbers.FillsItsSlots(true)),
                innocent(describe("drops-closed-lanes"), Innocent.DropsClosedLanes::new),
                innocent(describe("drops-closed-lanes-each-second"), Innocent.DropsClosedLanesEachSecond::new),
                innocent(describe("keeps-last-lanes"), KeepsLastLanes::new),
                innocent(describe("later-once-in-500"), () -> new GuiltyNowAndThen.OtherwiseOnceIn500(300_000)),
                innocent(describe("eight-threads-for-lanes"), () -> new GuiltyInNumbers.AThreadForLanes(500, 8)),
                // With both cores busy: one whose thread works most of the time, and one that starts very many threads.
                ofTheRegistry("ticker"),
                ofTheRegistry("delayed-executor"),
                innocent(
                        describe("shares-a-thread").sharing(Innocent.SharesAThread.THREAD),
                        Innocent.SharesAThread::new));
    }

    /** The first that is guilty of each clause. */
    static List<Arguments> firstOfEachClause() {
        Set<Object> seen = new HashSet<>();
        return guilty().stream().filter(one -> seen.add(one.get()[2])).toList();
    }

    @ParameterizedTest
    @MethodSource("firstOfEachClause")
    void shouldConvict(Descriptor descriptor, Supplier<TimeoutStrategy> strategy, Clause fault) {
        ContractReport report = tryOne(descriptor, strategy, fault);

        // On a machine that is busy enough a clause cannot be told, which is what the contract promises to say.
        assumeThat(report.results()).as(lines(report)).noneMatch(GuiltyAndInnocentTest::isNotTold);
        requireConvicted(report, fault);
    }

    private static void requireConvicted(ContractReport report, Clause fault) {
        assertThat(report.breaches())
                .as(lines(report))
                .extracting(Result::clause)
                .containsExactly(fault);
    }

    private static ContractReport tryOne(Descriptor descriptor, Supplier<TimeoutStrategy> strategy, Clause clause) {
        return new Contract(descriptor, strategy, Scope.BRIEF).run(List.of(clause), result -> {});
    }

    private static boolean isNotTold(Result result) {
        return result.finding().state() == Finding.State.NOT_TOLD;
    }

    static List<Arguments> rarelyGuilty() {
        return only(
                guilty(),
                "loses-each-64th-of-a-lane",
                "loses-some-of-one-lane",
                "fires-twice-once-in-500",
                "ends-with-a-race",
                "reuses-slots-in-use",
                "searches-at-open",
                "searches-at-close",
                "moves-its-last-lane",
                "fills-its-slots",
                "keeps-one-lane-in-100",
                "keeps-the-unused",
                "is-not-woken",
                "runs-out-of-slots",
                "runs-out-of-lanes",
                "late-beside-12000",
                "late-beside-50000",
                "late-for-one-lane-in-22",
                "late-once-in-22",
                "scans-at-expiry",
                "polls",
                "asks-a-quick-thread",
                "ends-with-an-error",
                "loses-beside-the-endless",
                "early-once-in-500",
                "counts-expiries-in-two-bytes",
                "a-short-thread-for-1000-sends",
                "a-short-thread-for-each-expiry",
                "late-for-lane-777",
                "late-for-lane-50000",
                "loses-lane-7777",
                "a-thread-for-1000-lanes",
                "keeps-what-expired",
                "counts-each-close",
                "tells-after-close",
                "tries-again",
                "tells-under-its-lock",
                "forgets-the-interrupted",
                "looks-by-thread",
                "numbers-lanes-in-two-bytes",
                "has-room-for-8192",
                "spins-for-seconds",
                "spins-once-one-threw",
                "a-thread-for-each-sender",
                "keeps-the-endless-by-thread",
                "tells-the-long-twice",
                "searches-its-length",
                "tells-64-a-tick",
                "counts-arms-in-a-byte",
                "ticks-in-secret");
    }

    @Tag("whole")
    @ParameterizedTest
    @MethodSource("rarelyGuilty")
    void shouldConvictWhatIsRightMostOfTheTime(
            Descriptor descriptor, Supplier<TimeoutStrategy> strategy, Clause fault) {
        shouldConvict(descriptor, strategy, fault);
    }

    @Tag("slow")
    @Test
    void shouldConvictWhatIsLateAfterSeconds() {
        ContractReport report = new Contract(
                        describe("late-after-seconds"), GuiltyNowAndThen.LateAfterSeconds::new, Scope.THOROUGH)
                .run(List.of(Clause.ON_TIME), result -> {});

        assertThat(report.breaches()).extracting(Result::clause).containsExactly(Clause.ON_TIME);
    }

    /** At single expiries and at threads. */
    static List<Arguments> someGuilty() {
        return only(guilty(), "fires-early", "spins");
    }

    @Tag("whole")
    @ParameterizedTest
    @MethodSource("someGuilty")
    void shouldConvictSomeOfNoOther(Descriptor descriptor, Supplier<TimeoutStrategy> strategy, Clause fault) {
        shouldConvictOfThatFaultAndNoOther(descriptor, strategy, fault);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("guilty")
    void shouldConvictOfThatFaultAndNoOther(Descriptor descriptor, Supplier<TimeoutStrategy> strategy, Clause fault) {
        ContractReport report = new Contract(descriptor, strategy, Scope.BRIEF).check();

        assertThat(report.breaches())
                .as(lines(report))
                .extracting(Result::clause)
                .contains(fault)
                .isSubsetOf(Stream.concat(Stream.of(fault), CONSEQUENCES.getOrDefault(fault, Set.of()).stream())
                        .toList());
    }

    static List<Arguments> someInnocent() {
        return only(innocent(), "slow-in-a-crowd", "hands-on");
    }

    @Tag("whole")
    @ParameterizedTest
    @MethodSource("someInnocent")
    void shouldClearSome(Descriptor descriptor, Supplier<TimeoutStrategy> strategy) {
        shouldClear(descriptor, strategy);
    }

    static List<Arguments> lookAlikes() {
        return List.of(
                lookAlike("late-for-one-lane-as-it-says", Clause.CROWD),
                lookAlike("late-in-a-crowd-as-it-says", Clause.CROWD),
                lookAlike("two-threads", Clause.CROWD),
                lookAlike("late-for-one-lane-of-all-as-it-says", Clause.CROWD),
                lookAlike("renews-its-thread", Clause.FEW_THREADS),
                lookAlike("starts-again", Clause.ON_TIME),
                lookAlike("own-thread", Clause.SCALES),
                lookAlike("polls-as-it-says", Clause.SCALES),
                lookAlike("drops-closed-lanes", Clause.SCALES),
                lookAlike("drops-closed-lanes-each-second", Clause.FREES_LANES),
                lookAlike("keeps-last-lanes", Clause.FREES_LANES),
                lookAlike("moves-its-last-lane-and-tells", Clause.CROWD),
                lookAlike("fills-its-slots-and-the-next", Clause.CROWD),
                lookAlike("eight-threads-for-lanes", Clause.FEW_THREADS),
                lookAlike("one-lock", Clause.ARMS),
                lookAlike("puts-the-endless-aside", Clause.EXTREMES));
    }

    private static Arguments lookAlike(String id, Clause clause) {
        Object[] innocent = only(innocent(), id).get(0).get();
        return Arguments.of(innocent[0], innocent[1], clause);
    }

    @ParameterizedTest
    @MethodSource("lookAlikes")
    void shouldClearWhatLooksAlike(Descriptor descriptor, Supplier<TimeoutStrategy> strategy, Clause clause) {
        ContractReport report = tryOne(descriptor, strategy, clause);

        assertThat(report.results()).as(lines(report)).allMatch(Result::asPromised);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("innocent")
    void shouldClear(Descriptor descriptor, Supplier<TimeoutStrategy> strategy) {
        ContractReport report = new Contract(descriptor, strategy, Scope.BRIEF).check();

        assertThat(report.breaches()).extracting(Result::line).isEmpty();
        assertThat(report.results())
                .extracting(result -> result.finding().state())
                // An abandoned timer is not held to being silent.
                .isSubsetOf(Finding.State.KEPT, Finding.State.NOT_TOLD, Finding.State.NOT_APPLICABLE);
    }

    /** Two guilty of each kind: of crowds, of long runs, of the very short and the never, of the end, and so on. */
    static Stream<Arguments> twoOfEachKindManyTimes() {
        return manyTimes(only(
                guilty(),
                "late-in-a-crowd",
                "ordered-by-length",
                "broken-heap",
                "counts-in-two-bytes",
                "loses-one-in-65536",
                "registers-too-late",
                "keeps-the-endless",
                "closes-under-the-lock-of-expiries",
                "locks-in-two-orders",
                "ticks-in-secret",
                "coarse-in-secret",
                "spins",
                "wakes-each-100-us",
                "searches-at-disarm",
                "scans-at-arm",
                "a-thread-for-1000-sends",
                "a-thread-for-each-expiry"));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("twoOfEachKindManyTimes")
    void shouldConvictEachTime(Descriptor descriptor, Supplier<TimeoutStrategy> strategy, Clause fault) {
        requireConvicted(tryOne(descriptor, strategy, fault), fault);
    }

    /** One of each kind that looks like its guilty ones. */
    static Stream<Arguments> oneOfEachKindManyTimes() {
        return manyTimes(List.of(
                lookAlike("late-in-a-crowd-as-it-says", Clause.CROWD),
                lookAlike("ticker", Clause.CROWD),
                lookAlike("delayed-executor", Clause.ON_TIME),
                lookAlike("wraps-its-count", Clause.LONG_RUN),
                lookAlike("puts-the-endless-aside", Clause.EXTREMES),
                lookAlike("closes-under-a-lock", Clause.CLOSE_BESIDE_EXPIRIES),
                lookAlike("coarse", Clause.ON_TIME),
                lookAlike("wakes-often", Clause.IDLE),
                lookAlike("slow-in-a-crowd", Clause.SCALES),
                lookAlike("pool-that-grows", Clause.FEW_THREADS)));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("oneOfEachKindManyTimes")
    void shouldClearEachTime(Descriptor descriptor, Supplier<TimeoutStrategy> strategy, Clause clause) {
        shouldClearWhatLooksAlike(descriptor, strategy, clause);
    }

    /** By turns, so that a slow minute of the machine meets all. */
    private static Stream<Arguments> manyTimes(List<Arguments> suspects) {
        return Stream.generate(() -> suspects).limit(TIMES).flatMap(List::stream);
    }

    @Test
    void shouldWantAnAdmittedFaultToBeSeen() {
        Descriptor modest = describe("modest").admitting(Fault.LATE);

        ContractReport report = new Contract(modest, Suspect::new, Scope.BRIEF).check();

        assertThat(report.breaches()).extracting(Result::clause).containsExactly(Clause.NOT_PUT_OFF);
        assertThat(report.faults()).isEmpty();
    }

    @Test
    void shouldMeasureTheFaultsAlone() {
        assertThat(new Contract(describe("early"), Guilty.FiresEarly::new, Scope.BRIEF)
                        .deadlines()
                        .faults())
                .isEqualTo(Set.of(Fault.EARLY));
        assertThat(new Contract(describe("lost"), Guilty.NeverFires::new, Scope.BRIEF)
                        .deadlines()
                        .faults())
                .isEqualTo(Set.of(Fault.LOST));
        assertThat(new Contract(describe("late"), Guilty.PutsOffOthers::new, Scope.BRIEF)
                        .deadlines()
                        .faults())
                .isEqualTo(Set.of(Fault.LATE));
        assertThat(new Contract(describe("right"), Suspect::new, Scope.BRIEF)
                        .deadlines()
                        .faults())
                .isEmpty();
    }

    private static List<Arguments> only(List<Arguments> all, String... ids) {
        List<Arguments> some = all.stream()
                .filter(one -> List.of(ids).contains(((Descriptor) one.get()[0]).id()))
                .toList();
        assertThat(some).hasSize(ids.length);
        return some;
    }

    private static TimeoutStrategy lateBeside(int lanes, int times, int addedMillis) {
        return new GuiltyInNumbers.LateInACrowd(lanes, nanos -> times * nanos + addedMillis * 1_000_000L);
    }

    private static TimeoutStrategy lateForLane(int lane, int addedMillis) {
        return new GuiltyNowAndThen.OtherwiseForOneLane(lane, nanos -> nanos + addedMillis * 1_000_000L);
    }

    private static Arguments guilty(String id, Supplier<TimeoutStrategy> strategy, Clause fault) {
        return Arguments.of(describe(id), strategy, fault);
    }

    private static Arguments innocent(Descriptor descriptor, Supplier<TimeoutStrategy> strategy) {
        return Arguments.of(descriptor, strategy);
    }

    private static Arguments ofTheRegistry(String id) {
        Strategies registry = Strategies.load();
        return innocent(registry.describe(id), () -> registry.create(id));
    }

    private static Descriptor describe(String id) {
        return Descriptor.of(id, Family.CUSTOM, "a test's");
    }

    private static String lines(ContractReport report) {
        return String.join("\n", report.results().stream().map(Result::line).toList());
    }
}
