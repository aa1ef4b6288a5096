package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Environment;
import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import afterglow.results.Schema;
import afterglow.timeout.Fault;
import afterglow.timeout.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What got worse since an earlier run: verdicts, faults, bytes for each send, and times.
 *
 * <p>A strategy got slower if both its distance from the floor and its level rose by more than JVMs differ: a quicker floor makes no
 * strategy slower. A slower floor is a finding of its own; on another machine, a note. Bytes and floors are compared where both runs
 * have several JVMs: from one to the next, compilers may change 8 % of the bytes, and memory a third of a large broadcast's time.
 */
public final class Gate {

    private static final double FALSE_ALARMS = 0.01;
    private static final double LEAST_RISE = Math.log(1.05);
    private static final double LEAST_FLOOR_RISE = Math.log(1.10);
    private static final double MACHINE_SPREAD = 0.03;
    private static final double MACHINE_FREEDOM = 30;
    private static final double LEAST_BYTES = 2;
    private static final double LEAST_BYTES_SHARE = 0.02;

    /** The compilers may leave out an object in one JVM and not in the next. */
    private static final double BYTES_APART = 2;

    private static final List<String> MACHINE = List.of("cpu", "cores", "memory");

    private final Path baseline;
    private final WrittenRun before;

    /** The gate of an earlier run; an IllegalArgumentException with a message for the user if it has no verdicts. */
    public Gate(Path baseline) throws IOException {
        if (!Files.exists(baseline.resolve(Schema.VERDICTS.file()))) {
            throw new IllegalArgumentException("--baseline '" + baseline
                    + "' has no verdicts: it is not the folder of a run, or the run was stopped before its end;"
                    + " --resume it first");
        }
        this.baseline = baseline;
        before = WrittenRun.read(baseline);
    }

    /** The result of a run's comparison, and notes for the reader, one line each. */
    public record Judgement(List<Finding> worse, int compared, List<String> notes) {

        public boolean passed() {
            return worse.isEmpty();
        }

        public String inWords() {
            List<String> lines = new ArrayList<>();
            if (passed()) {
                lines.add("Against the baseline nothing got worse (" + compared + " figures compared).");
            }
            worse.forEach(finding -> lines.add("Worse: " + finding.what() + ", " + finding.change()));
            lines.addAll(notes);
            return String.join("\n", lines) + "\n";
        }
    }

    public record Finding(String what, String where, String before, String now) {

        private String change() {
            return where + ": " + before + " before, " + now + " now.";
        }
    }

    /** Refuses, before anything is measured, a run of another kind, or one without a strategy or JVM of the baseline. */
    public void requireComparable(Environment environment) {
        Environment then = before.environment();
        for (String key : List.of("effort", "heap_mb", "warmup_ms", "slice_ms")) {
            requireSame(key, then.value(key), environment.value(key));
        }
        // The first point has the longest warm-up and the most slices, and finds nothing compiled.
        BenchmarkPoint first = then.points().get(0);
        requireSame("first point", first.identity(), environment.points().get(0).identity());
        if (then.setups().stream().allMatch(setup -> before.slices(setup, first).isEmpty())) {
            throw new IllegalArgumentException("--baseline '" + baseline + "' has no slices of " + first.identity()
                    + ", so no price can be compared; name the folder that compare.sh wrote, with all its tables");
        }
        for (String key : List.of("strategies", "jvms")) {
            Set<String> own = names(key, environment);
            if (!own.isEmpty() && Collections.disjoint(own, names(key, then))) {
                throw new IllegalArgumentException(
                        "--baseline '" + baseline + "' has no " + key + " in common: it has " + then.value(key));
            }
        }
    }

    private void requireSame(String what, String then, String now) {
        if (!then.equals(now)) {
            throw new IllegalArgumentException("--baseline '" + baseline + "' was measured with " + what + " '" + then
                    + "', and this run with '" + now + "': give the same");
        }
    }

    /**
     * The names that a key lists: strategies without the floor, with which alone nothing would be compared; a JVM's without its
     * JDK's whole version, so that an update can be held against the one before.
     */
    private static Set<String> names(String key, Environment environment) {
        boolean jvms = key.equals("jvms");
        return Stream.of(environment.value(key).split(jvms ? "; " : " "))
                .map(name -> jvms ? name.replaceFirst("\\|[^|]*", "") : name)
                .filter(name -> !name.equals(Floors.NONE))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public Judgement judge(Path folder) throws IOException {
        WrittenRun now = WrittenRun.read(folder);
        Environment asked = now.environment();
        Environment askedBefore = before.environment();
        requireComparable(asked);
        List<Finding> worse = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        for (JvmSetup setup : asked.setups()) {
            if (names("jvms", askedBefore).contains(String.join("|", setup.jdk(), setup.gc(), setup.jvmArgs()))) {
                asked.strategies().stream()
                        .filter(askedBefore.strategies()::contains)
                        .forEach(id -> compareVerdicts(now, setup, id, worse, untold));
            }
            for (BenchmarkPoint point : asked.points()) {
                PointLevels then = PointLevels.of(setup, point, before.slices(setup, point));
                PointLevels today = PointLevels.of(setup, point, now.slices(setup, point));
                if (!then.byGeneration().isEmpty() && !today.byGeneration().isEmpty()) {
                    pairs.add(new Pair(PointPrices.of(then), PointPrices.of(today)));
                }
            }
        }
        int prices = pairs.stream().mapToInt(pair -> pair.strategies().size()).sum();
        double probability = 1 - FALSE_ALARMS / Math.max(1, prices + pairs.size());
        int compared = prices;
        List<Finding> slowerFloors = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        boolean sameMachine = MACHINE.stream().allMatch(key -> asked.value(key).equals(askedBefore.value(key)));
        for (Pair pair : pairs) {
            compared += pair.compareFloors(probability, sameMachine ? worse : slowerFloors);
            for (String id : pair.strategies()) {
                compared += pair.compareBytes(id, worse);
                pair.comparePrice(id, probability, worse);
            }
        }
        for (String key : List.of("strategies", "points", "jvms")) {
            addOnlyIn("this run", asked, askedBefore, key, notes);
            addOnlyIn("the baseline", askedBefore, asked, key, notes);
        }
        if (!untold.isEmpty()) {
            notes.add("Not compared, because only one of the runs tested it: what is left behind, or faults, of "
                    + String.join("; ", untold) + ".");
        }
        if (compared < 2 * prices + pairs.size()) {
            notes.add("Bytes and the floor are compared only where both runs have several JVMs of a strategy"
                    + " (--generations 2 or more has) and counted its bytes.");
        }
        slowerFloors.forEach(floor -> notes.add("On another machine the floor itself is slower, " + floor.change()));
        return new Judgement(List.copyOf(worse), compared, List.copyOf(notes));
    }

    private static void addOnlyIn(String run, Environment has, Environment lacks, String key, List<String> notes) {
        Set<String> names = names(key, has);
        names.removeAll(names(key, lacks));
        if (!names.isEmpty()) {
            notes.add(
                    "Not compared, because only " + run + " has these " + key + ": " + String.join(", ", names) + ".");
        }
    }

    /** Adds what got worse of what a strategy leaves behind, where both runs counted it, and faults not seen before. */
    private void compareVerdicts(WrittenRun now, JvmSetup setup, String id, List<Finding> worse, List<String> untold) {
        String where = id + ", " + setup.label();
        Optional<Verdict> heapBefore = before.retained(setup, id).map(Retained::verdict);
        Optional<Verdict> heap = now.retained(setup, id).map(Retained::verdict);
        Optional<Set<Fault>> toldBefore = before.faults(setup, id);
        Optional<Set<Fault>> told = now.faults(setup, id);
        Set<Fault> faultsBefore = toldBefore.orElse(Set.of());
        Set<Fault> faults = told.orElse(Set.of());
        boolean newFaults = !faultsBefore.containsAll(faults);
        if (heapBefore.isPresent() != heap.isPresent() || (!newFaults && told.isPresent() != toldBefore.isPresent())) {
            untold.add(where);
        }
        if (heapBefore.isPresent() && heap.isPresent() && heap.get().compareTo(heapBefore.get()) > 0) {
            worse.add(new Finding(
                    "verdict", where, heapBefore.get().label(), heap.get().label()));
        }
        if (newFaults) {
            String seen = faultsBefore.isEmpty() ? "none seen" : Fault.labels(faultsBefore);
            worse.add(new Finding("faults", where, seen, Fault.labels(faults)));
        }
    }

    private record Pair(PointPrices then, PointPrices now) {

        List<String> strategies() {
            return now.levels().strategies().stream()
                    .filter(id -> !Floors.contains(id)
                            && then.levels().aboveFloor(id).length > 0
                            && now.levels().aboveFloor(id).length > 0)
                    .toList();
        }

        /** Returns how many figures it compared. */
        int compareFloors(double probability, List<Finding> worse) {
            if (!severalJvms(Floors.NONE)) {
                return 0;
            }
            double before = then.levels().floor(Floors.NONE);
            double after = now.levels().floor(Floors.NONE);
            double half = Math.hypot(moves(then, probability), moves(now, probability));
            if (after - before > Math.max(half, LEAST_FLOOR_RISE)) {
                worse.add(new Finding("the floor, which all strategies share", where(), nanos(before), nanos(after)));
            }
            return 1;
        }

        /** How far off the floor's own time may be: a machine is not the same from one generation to the next. */
        private static double moves(PointPrices prices, double probability) {
            double[] floors = prices.levels().floors(Floors.NONE);
            return Statistic.half(floors, MACHINE_SPREAD * MACHINE_SPREAD, MACHINE_FREEDOM, probability);
        }

        void comparePrice(String id, double probability, List<Finding> worse) {
            double further = now.distance(id) - then.distance(id);
            double slower = further + now.levels().floor(id) - then.levels().floor(id);
            double half = Math.hypot(now.halfToFloor(id, probability), then.halfToFloor(id, probability));
            if (Math.min(further, slower) > Math.max(half, LEAST_RISE)) {
                worse.add(new Finding("added ns", id + ", " + where(), added(then, id), added(now, id)));
            }
        }

        /** Returns how many figures it compared. */
        int compareBytes(String id, List<Finding> worse) {
            double[] bytesThen = Statistic.known(then.levels().of(id), JvmLevel::bytes);
            double[] bytesNow = Statistic.known(now.levels().of(id), JvmLevel::bytes);
            if (!severalJvms(id) || bytesThen.length == 0 || bytesNow.length == 0) {
                return 0;
            }
            double before = StatUtils.max(bytesThen);
            double after = StatUtils.min(bytesNow);
            double least = Math.max(LEAST_BYTES, LEAST_BYTES_SHARE * before);
            double apart = Math.max(before - StatUtils.min(bytesThen), StatUtils.max(bytesNow) - after);
            if (after - before > Math.max(least, BYTES_APART * apart)) {
                worse.add(
                        new Finding("B/send", id + ", " + where(), "%.1f".formatted(before), "%.1f".formatted(after)));
            }
            return 1;
        }

        /** Whether both runs know how far one JVM's memory and compiled code differ from the next one's. */
        private boolean severalJvms(String id) {
            return Math.min(then.levels().of(id).size(), now.levels().of(id).size()) > 1;
        }

        private static String added(PointPrices prices, String id) {
            double floor = prices.levels().floor(id);
            return "+" + Span.digits(Math.exp(floor + prices.distance(id)) - Math.exp(floor));
        }

        private static String nanos(double level) {
            return Span.digits(Math.exp(level)) + " ns";
        }

        private String where() {
            return now.levels().point().label() + ", " + now.levels().setup().label();
        }
    }
}
