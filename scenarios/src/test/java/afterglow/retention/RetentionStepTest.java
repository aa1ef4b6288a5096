package afterglow.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
import afterglow.timeout.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test has child JVMs of its own: two tests run at a time. */
@Execution(ExecutionMode.CONCURRENT)
class RetentionStepTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "none, DELIVERED, CLEAN",
        "park, TIMED_OUT, CLEAN",
        "ticker, ACKNOWLEDGED, CLEAN",
        "reused, CLOSED, CLEAN",
        "scheduled-removed, FAILED, CLEAN",
        "scheduled-cancelled, DELIVERED, RETAINS",
        "scheduled-abandoned, FAILED, RETAINS",
        "scheduled-abandoned, TIMED_OUT, CLEAN",
        "offer-first(scheduled-cancelled), DELIVERED, CLEAN",
        "offer-first(scheduled-cancelled), CLOSED, RETAINS",
        "innocent, DELIVERED, CLEAN",
        "cleans-up-each-second, FAILED, CLEAN",
        "keeps-the-endless, FAILED, RETAINS",
    })
    void shouldTellTheVerdict(String strategy, Ending ending, Verdict verdict) throws Exception {
        RetentionStep.Measured measured = measured(run(strategy, ending, Collector.SERIAL));

        assertThat(measured.verdict()).isEqualTo(verdict);
    }

    @Tag("whole")
    @ParameterizedTest
    @CsvSource({
        "scheduled-abandoned, ACKNOWLEDGED, RETAINS",
        "scheduled-abandoned, CLOSED, RETAINS",
        "timed-out-only, DELIVERED, CLEAN",
        "cleans-up-each-second, DELIVERED, CLEAN",
    })
    void shouldTellMoreVerdicts(String strategy, Ending ending, Verdict verdict) throws Exception {
        shouldTellTheVerdict(strategy, ending, verdict);
    }

    @Tag("whole")
    @ParameterizedTest
    @CsvSource({
        "one-in-100000, DELIVERED, LEAKS",
        "slow-cache, DELIVERED, CLEAN",
        "longer-array, DELIVERED, LEAKS",
        "longer-buffer, DELIVERED, LEAKS",
        "timed-out-only, TIMED_OUT, LEAKS",
        "large-cache, TIMED_OUT, CLEAN",
        "cache-and-leak, TIMED_OUT, LEAKS",
        "leaks-in-secret, DELIVERED, LEAKS",
        "keeps-the-endless, DELIVERED, CLEAN",
    })
    void shouldTellTheVerdictThoroughly(String strategy, Ending ending, Verdict verdict) throws Exception {
        RetentionStep step = step(strategy, ending, Collector.SERIAL, Effort.THOROUGH);

        assertThat(measured(step.run(PATIENCE)).verdict()).isEqualTo(verdict);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"large-cache, DELIVERED, CLEAN", "large-cache, FAILED, CLEAN", "leaks-in-secret, FAILED, LEAKS"})
    void shouldTellALargeCacheFromALeakInEveryEnding(String strategy, Ending ending, Verdict verdict) throws Exception {
        shouldTellTheVerdictThoroughly(strategy, ending, verdict);
    }

    @ParameterizedTest
    @CsvSource({"DELIVERED, CLEAN", "FAILED, CLEAN", "TIMED_OUT, CLEAN", "CLOSED, RETAINS"})
    void shouldExpectWhatTheDecoratedLeavesOnlyWhereASendWaits(Ending ending, Verdict expected) {
        Descriptor declared = Strategies.load().describe("offer-first(scheduled-cancelled)");

        assertThat(ending.expected(declared)).isEqualTo(expected);
    }

    @Test
    void shouldCountWhatAnOpenLaneHoldsAndNothingOfTheBroker() throws Exception {
        Row heavy =
                measured(run("heavy-lane", Ending.DELIVERED, Collector.SERIAL)).headline();
        assertThat(heavy.number("bytes_per_lane").getAsDouble()).isCloseTo(Suspects.HeavyLane.LANE_BYTES, within(1.0));
        assertThat(heavy.number("bytes_per_lane_low").getAsDouble())
                .isCloseTo(Suspects.HeavyLane.LANE_BYTES, within(5.0));

        assertThat(heavy.number("bytes_per_armed_lane").getAsDouble())
                .isCloseTo(Suspects.HeavyLane.LANE_BYTES + Suspects.HeavyLane.ARMED_BYTES, within(1.0));
        assertThat(heavy.number("bytes_per_armed_lane_low").getAsDouble()).isGreaterThan(Suspects.HeavyLane.LANE_BYTES);

        Row none = measured(run("none", Ending.DELIVERED, Collector.SERIAL)).headline();
        assertThat(none.number("bytes_per_lane").getAsDouble()).isCloseTo(0, within(1.0));
        assertThat(measured(run("none", Ending.CLOSED, Collector.SERIAL))
                        .headline()
                        .text("bytes_per_lane"))
                .isEmpty();
    }

    @Test
    void shouldCountNoLanesOfAStrategyThatRefusesSoMany() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        assertThat(OpenLanes.bytesPerLane(
                        () -> expiry -> {
                            if (opened.incrementAndGet() > 500) {
                                throw new UnsupportedOperationException("500 lanes at most");
                            }
                            return new Timeout() {
                                @Override
                                public void arm(long nanos, long ticket) {}

                                @Override
                                public void disarm() {}
                            };
                        },
                        false,
                        Duration.ZERO))
                .isEmpty();
    }

    @Test
    void shouldCountWhatAnAbandonedTimerKeepsAndNameTheWayToIt() throws Exception {
        Row row = measured(run("scheduled-abandoned", Ending.DELIVERED, Collector.SERIAL))
                .headline();

        assertThat(row.number("objects_per_send")).hasValue(3);
        assertThat(row.number("jol_objects_per_send").getAsDouble()).isBetween(2.97, 3.03);
        assertThat(row.text("carrier")).endsWith("ScheduledFutureTask");
        assertThat(row.text("path"))
                .matches("DelayedWorkQueue\\.queue -> array\\[\\d+] -> ScheduledFutureTask\\.callable -> "
                        + "RunnableAdapter\\.task -> lambda.*");
        assertThat(row.text("note")).isEmpty();
    }

    @Test
    void shouldSayWhyJolAndTheCensusDiffer() throws Exception {
        Row settled = measured(run("rootless", Ending.DELIVERED, Collector.SERIAL))
                .rows()
                .get(1);

        assertThat(settled.text("note")).contains("does not reach").contains("Trace");
    }

    @Tag("whole")
    @Test
    void shouldCountTheSameObjectsUnderEveryCollector() throws Exception {
        Map<Collector, Double> objects = new EnumMap<>(Collector.class);
        Map<Collector, Double> bytes = new EnumMap<>(Collector.class);
        for (Collector collector : Collector.values()) {
            if (collector.firstJdk() <= Runtime.version().feature()) {
                Row row = measured(run("scheduled-cancelled", Ending.DELIVERED, collector))
                        .headline();
                objects.put(collector, row.number("objects_per_send").getAsDouble());
                bytes.put(collector, row.number("bytes_per_send").getAsDouble());
            }
        }

        assertThat(objects.values()).allSatisfy(count -> assertThat(count).isBetween(0.999, 1.001));
        assertThat(bytes.get(Collector.ZGC)).isGreaterThan(bytes.get(Collector.SERIAL) + 8);
    }

    @Test
    void shouldCallASendAbsentThatTheStrategyCannotMake() throws Exception {
        assertThat(run("none", Ending.TIMED_OUT, Collector.SERIAL)).isInstanceOf(RetentionStep.Absent.class);
    }

    @Test
    void shouldReportAHangAsSuch() throws Exception {
        RetentionStep.Result result =
                step("hangs", Ending.DELIVERED, Collector.SERIAL, Effort.BRIEF).run(Duration.ofSeconds(5));

        assertThat(result).isEqualTo(new RetentionStep.Failed("did not end within 5 s and was killed"));
    }

    @Test
    void shouldTellTheLastWordsOfAChildThatDies() throws Exception {
        assertThat(run("dies", Ending.DELIVERED, Collector.SERIAL))
                .isEqualTo(new RetentionStep.Failed("ended with status 9: so long"));
        assertThat(((RetentionStep.Failed) run("throws", Ending.DELIVERED, Collector.SERIAL)).reason())
                .contains("no more than 1,000 sends");
        // What a strategy throws excuses it from nothing.
        assertThat(((RetentionStep.Failed) run("refuses", Ending.DELIVERED, Collector.SERIAL)).reason())
                .contains("serves nobody");
    }

    @Test
    void shouldRunOnAnotherJdk() throws Exception {
        String other = System.getenv("AFTERGLOW_OTHER_JDK");
        assumeTrue(other != null, "AFTERGLOW_OTHER_JDK names no JDK");
        Jdk jdk = Jdk.at(Path.of(other));
        RetentionStep step = new RetentionStep(
                jdk, Suspects.classPath(folder), "or-timeout", Ending.DELIVERED, Collector.SERIAL, Effort.QUICK);

        assertThat(measured(step.run(PATIENCE)).headline().whole("jdk")).isEqualTo(jdk.feature());
    }

    private RetentionStep.Result run(String strategy, Ending ending, Collector collector) throws Exception {
        return step(strategy, ending, collector, Effort.BRIEF).run(PATIENCE);
    }

    private RetentionStep step(String strategy, Ending ending, Collector collector, Effort effort) throws Exception {
        return new RetentionStep(Jdk.current(), Suspects.classPath(folder), strategy, ending, collector, effort);
    }

    private static RetentionStep.Measured measured(RetentionStep.Result result) {
        assertThat(result).isInstanceOf(RetentionStep.Measured.class);
        RetentionStep.Measured measured = (RetentionStep.Measured) result;
        assertThat(measured.rows())
                .extracting(row -> row.text("verdict"))
                .containsOnly(measured.verdict().label());
        return measured;
    }
}
