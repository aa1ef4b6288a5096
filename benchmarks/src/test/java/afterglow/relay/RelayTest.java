package afterglow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.accuracy.AccuracyStep;
import afterglow.jvm.Jdk;
import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;
import afterglow.results.Row;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Relays that are run in earnest, with as little to do as there is. Times are not looked at. */
class RelayTest {

    private static final Pace BRIEF = new Pace(Duration.ofMillis(100), 1, 3, Duration.ofMillis(5));
    private static final JvmSetup HERE = setup("");

    /** Times are not looked at, and what is compiled best is compiled longest. */
    private static final JvmSetup QUICK = setup("-XX:TieredStopAtLevel=1");

    private static final BenchmarkPoint ARM = BenchmarkPoint.of("arm:0");
    private static final BenchmarkPoint BROADCAST = BenchmarkPoint.of("broadcast:10");
    private static final BenchmarkPoint STORM = BenchmarkPoint.of("expiry:10");
    private static final BenchmarkPoint IN_FLIGHT = BenchmarkPoint.of("inflight:100");
    private static final BenchmarkPoint REQUEST = BenchmarkPoint.of("request:0");

    @TempDir
    private static Path services;

    private final Seen seen = new Seen();

    @BeforeAll
    static void register() throws IOException {
        Files.writeString(
                Files.createDirectories(services.resolve("META-INF/services"))
                        .resolve("afterglow.timeout.StrategyProvider"),
                Turncoat.Betraying.class.getName() + "\n" + Turncoat.Dying.class.getName() + "\n"
                        + Turncoat.Hungry.class.getName() + "\n" + Turncoat.Chatting.class.getName() + "\n");
    }

    @Test
    void shouldGiveEachJvmASliceOfEachPointInEachMicroRound() throws Exception {
        int jmh = 0;
        List<Entrant> entrants = entrants("none", "control-1", "reused", "chatting");
        try (Relay relay = start(entrants)) {
            for (BenchmarkPoint point : List.of(ARM, REQUEST, BROADCAST, STORM, IN_FLIGHT)) {
                jmh += relay.measure(point, entrant -> true, BRIEF, 2, 11, 7).size();
            }
            relay.measureLateness(entrant -> entrant.id().equals("reused"), Duration.ofMillis(60), 7);
        }
        assertThat(seen.lost).isEmpty();
        assertThat(seen.notes).isEmpty();
        assertThat(seen.slices.keySet()).containsExactlyInAnyOrder(ARM, REQUEST, BROADCAST, STORM, IN_FLIGHT);
        seen.slices.forEach((point, rows) -> {
            assertThat(rows)
                    .extracting(row -> row.text("strategy") + " " + row.whole("round"))
                    .containsExactlyInAnyOrderElementsOf(entrants.stream()
                            .flatMap(entrant -> List.of(11, 12, 13).stream().map(round -> entrant.id() + " " + round))
                            .toList());
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.whole("life")).isEqualTo(2);
                assertThat(row.whole("sends")).isPositive();
                assertThat(row.whole(point.kind().sizeColumn())).isEqualTo(point.size());
                assertThat(row.number("ns_per_send").orElseThrow()).isPositive();
                assertThat(row.number("parked_ms").orElseThrow()).isPositive();
                assertThat(row.number("cpu_ms")).isPresent();
                assertThat(row.number("idle_cpu_percent")).isPresent();
            });
        });
        assertThat(seen.slices.get(BROADCAST))
                .extracting(row -> row.text("timed_out"))
                .containsOnly("0");
        assertThat(seen.slices.get(BROADCAST))
                .filteredOn(row -> row.text("strategy").equals("none"))
                .extracting(row -> row.text("own_threads"))
                .containsOnly("0");
        assertThat(seen.slices.get(BROADCAST))
                .filteredOn(row -> row.text("strategy").equals("reused"))
                .extracting(row -> row.text("own_threads"))
                .containsOnly("1");
        assertThat(jmh).isEqualTo(entrants.size() * seen.slices.size());
        assertThat(seen.lateness).containsExactly("reused");
    }

    @Test
    void shouldNotTakeAThreadThatEndedForLessCpu() {
        Path java = Path.of("1");
        Path compiler = Path.of("2");
        Path strategy = Path.of("3");
        assertThat(Turn.burnt(Map.of(java, 5L, compiler, 900L), Map.of(java, 7L, strategy, 3L)))
                .isEqualTo(2 + 3);
    }

    @Test
    void shouldLoseWhoFailsAndGoOnWithTheOthers() throws Exception {
        try (Relay relay = start(entrants("none", "betraying", "dying", "hungry", "reused"))) {
            relay.measure(BROADCAST, entrant -> true, BRIEF, 1, 1, 7);
            assertThat(seen.lost).isEmpty();
            relay.measure(IN_FLIGHT, entrant -> true, BRIEF, 1, 1, 7);
            relay.measure(ARM, entrant -> true, BRIEF, 1, 1, 7);
        }
        assertThat(seen.lost).containsOnlyKeys("betraying", "dying", "hungry");
        assertThat(seen.lost.get("betraying")).contains("void: strategy 'betraying' ended a broadcast with");
        assertThat(seen.lost.get("dying")).contains("status 7");
        assertThat(seen.lost.get("hungry")).contains("OutOfMemoryError");
        assertThat(seen.lost.values()).allSatisfy(why -> assertThat(why).hasLineCount(1));
        assertThat(seen.slices.get(ARM))
                .extracting(row -> row.text("strategy"))
                .containsOnly("none", "reused")
                .hasSize(2 * BRIEF.rounds());
    }

    @Test
    void shouldSayInOneLineWhyAJvmDoesNotStart() throws Exception {
        try (Relay relay = start(List.of(
                new Entrant(HERE, "none"),
                new Entrant(setup("-XX:+NoSuchOption"), "reused"),
                new Entrant(setup("-Xmx900t"), "wheel")))) {
            relay.measure(ARM, entrant -> true, BRIEF, 1, 1, 7);
        }
        assertThat(seen.lost).containsOnlyKeys("reused", "wheel");
        assertThat(seen.lost.get("reused")).contains("status 1: ").hasLineCount(1);
        assertThat(seen.lost.get("wheel")).contains("status 1: ").hasLineCount(1);
        assertThat(seen.slices.get(ARM)).hasSize(BRIEF.rounds());
    }

    @Test
    void shouldLeaveAHeapSizeToWhoAskedForOne() throws Exception {
        assertThat(JvmOptions.of(setup("-Xmx64m"), Jdk.current(), 192))
                .startsWith("-Xms64m", "-XX:+AlwaysPreTouch")
                .endsWith("-Xmx64m");
        assertThat(JvmOptions.of(setup("-Xms32m -Xmx64m"), Jdk.current(), 192)).startsWith("-XX:+AlwaysPreTouch");
        assertThat(JvmOptions.of(setup("-XX:MinHeapFreeRatio=20"), Jdk.current(), 192))
                .startsWith("-Xms192m");
        assertThat(JvmOptions.of(HERE, Jdk.current(), 192))
                .startsWith("-Xms192m", "-Xmx192m", "-XX:G1HeapRegionSize=16m", "-XX:+AlwaysPreTouch");
        JvmSetup untouched = setup("-Xmx64m -XX:-AlwaysPreTouch");
        try (Relay relay = start(List.of(new Entrant(untouched, "none")))) {
            relay.measure(ARM, entrant -> true, BRIEF, 1, 1, 7);
        }
        assertThat(seen.lost).isEmpty();
        assertThat(seen.notes).singleElement().asString().contains("AlwaysPreTouch");
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES) // A JVM that tells nothing any more must not be waited for.
    void shouldLoseWhoIsKilledWhileAnotherHasTheTurn() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/cmdline")), "the system does not tell one child from another");
        String mark = "-Dafterglow.test=parked";
        List<Entrant> entrants = new ArrayList<>(entrants("none", "control-1", "park"));
        entrants.add(new Entrant(setup(mark), "reused"));
        Pace pace = new Pace(BRIEF.warmup(), 1, 6, BRIEF.slice());
        seen.afterRound = () -> killChild(mark);
        try (Relay relay = start(entrants)) {
            relay.measure(ARM, entrant -> true, pace, 1, 1, 7);
        }
        assertThat(seen.lost).containsOnlyKeys("reused");
        assertThat(seen.slices.get(ARM))
                .filteredOn(row -> row.text("strategy").equals("park"))
                .hasSize(pace.rounds());
    }

    @Test
    void shouldEndTheRelayBeforeAsTheNextOneStarts() throws Exception {
        Relay before = start(entrants("none", "park", "reused"));
        List<ProcessHandle> old = children();
        try (Relay relay = start(entrants("none", "wheel"), before)) {
            assertThat(old).hasSize(3);
            assertThat(old).allSatisfy(child -> child.onExit().get(30, TimeUnit.SECONDS));
            relay.measure(ARM, entrant -> true, BRIEF, 1, 1, 7);
        }
        assertThat(seen.lost).isEmpty();
        assertThat(seen.slices.get(ARM)).hasSize(2 * BRIEF.rounds());
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }

    private static void killChild(String mark) {
        children().stream().filter(child -> commandLine(child).contains(mark)).forEach(child -> {
            child.destroyForcibly();
            child.onExit().join();
        });
    }

    private static String commandLine(ProcessHandle child) {
        try {
            return Files.readString(Path.of("/proc/" + child.pid() + "/cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }

    private Relay start(List<Entrant> entrants) throws IOException, InterruptedException {
        return start(entrants, null);
    }

    private Relay start(List<Entrant> entrants, @Nullable Relay before) throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path") + File.pathSeparator + services;
        Map<JvmSetup, Jdk> jdks = entrants.stream()
                .collect(Collectors.toMap(Entrant::setup, entrant -> Jdk.current(), (one, same) -> one));
        return Relay.start(entrants, jdks, 64, classPath, seen, before);
    }

    private static List<Entrant> entrants(String... ids) {
        return List.of(ids).stream().map(id -> new Entrant(QUICK, id)).toList();
    }

    private static JvmSetup setup(String jvmArgs) {
        return new JvmSetup("here", Runtime.version().toString(), "", jvmArgs);
    }

    private static final class Seen implements Relay.Listener {

        private final Map<BenchmarkPoint, List<Row>> slices = new HashMap<>();
        private final Map<String, String> lost = new HashMap<>();
        private final List<String> lateness = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private Runnable afterRound = () -> {};

        @Override
        public void measured(BenchmarkPoint point, List<Row> more) {
            slices.computeIfAbsent(point, none -> new ArrayList<>()).addAll(more);
            afterRound.run();
        }

        @Override
        public void measured(Entrant entrant, AccuracyStep.Measured measured) {
            lateness.add(entrant.id());
            assertThat(measured.row().whole("early")).isZero();
        }

        @Override
        public void lost(Entrant entrant, String why) {
            lost.put(entrant.id(), why);
        }

        @Override
        public void note(String sentence) {
            notes.add(sentence);
        }
    }
}
