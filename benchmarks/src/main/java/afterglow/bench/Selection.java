package afterglow.bench;

import afterglow.broadcast.AckOrder;
import afterglow.broadcast.WorkerThreads;
import afterglow.cli.BadInputException;
import afterglow.jvm.Jdk;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The benchmarks of one JMH run, all with the same contestants; parameters are checked, and completed from the registry.
 *
 * @param parameters the values that stand in for the benchmarks' own
 * @param absences which strategies are missing from which benchmark that was asked for, and why, a sentence each
 */
record Selection(
        Options options,
        List<BenchmarkListEntry> entries,
        Map<String, List<String>> parameters,
        List<String> absences) {

    /** What a fork costs beside its iterations: the JVM's start, the set-up, the rehearsal. */
    private static final Duration FORK_OVERHEAD = Duration.ofSeconds(1);

    private static final String SIZES_HEAP =
            "-Xm[sx].*|-XX:(Initial|Min|Max|SoftMax)HeapSize=.*|-XX:(Initial|Min|Max)RAMPercentage=.*";

    private static final int MORE_MEGABYTES = 128;
    private static final int TIMERS_OF_MORE = 100_000;
    private static final String STRATEGY = "strategy";
    private static final String OUTSTANDING = "outstanding";

    /** One run for each set of contestants; refuses a pattern that matches no benchmark, and an unknown parameter. */
    static List<Selection> of(Options asked, List<String> given) {
        SortedSet<BenchmarkListEntry> found = BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        asked.getIncludes(),
                        asked.getExcludes());
        if (found.isEmpty()) {
            throw new BadInputException("no benchmark matches '" + String.join("' or '", asked.getIncludes())
                    + "'; java -jar benchmarks.jar -l lists them");
        }
        requireValid(asked, given, found);
        Map<List<String>, List<BenchmarkListEntry>> byContestants = new LinkedHashMap<>();
        List<String> absences = new ArrayList<>();
        for (BenchmarkListEntry entry : found) {
            List<String> contestants = new ArrayList<>();
            for (Descriptor strategy : candidates(asked, entry)) {
                Subject.of(entry.getUsername())
                        .flatMap(subject -> subject.absence(strategy))
                        .ifPresentOrElse(
                                why -> absences.add(strategy.id() + " cannot take part in "
                                        + entry.getUserClassQName().replaceFirst(".*\\.", "") + ": " + why),
                                () -> contestants.add(strategy.id()));
            }
            if (!contestants.isEmpty() || !declared(entry).containsKey(STRATEGY)) {
                byContestants
                        .computeIfAbsent(contestants, same -> new ArrayList<>())
                        .add(entry);
            }
        }
        if (byContestants.isEmpty()) {
            throw new BadInputException(String.join("; ", absences));
        }
        return byContestants.entrySet().stream()
                .map(run -> of(asked, found, run.getKey(), run.getValue(), absences))
                .toList();
    }

    private static Selection of(
            Options asked,
            SortedSet<BenchmarkListEntry> found,
            List<String> contestants,
            List<BenchmarkListEntry> entries,
            List<String> absences) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        entries.stream()
                .flatMap(entry -> declared(entry).keySet().stream())
                .filter(name -> asked.getParameter(name).hasValue())
                .forEach(name -> parameters.put(
                        name, List.copyOf(asked.getParameter(name).get())));
        if (!contestants.isEmpty()) {
            parameters.put(STRATEGY, contestants);
        }
        Jdk jdk = asked.getJvm().hasValue() ? Jdk.running(Path.of(asked.getJvm().get())) : Jdk.current();
        List<String> flags = new ArrayList<>(jdk.timingFlags());
        flags.addAll(asked.getJvmArgsAppend().orElse(List.of()));
        ChainedOptionsBuilder options = new OptionsBuilder().parent(asked).jvmArgsAppend(flags.toArray(String[]::new));
        parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
        // An include would add to those that were asked for, so the other runs' benchmarks are excluded.
        found.stream()
                .filter(other -> !entries.contains(other))
                .forEach(other -> options.exclude("^" + Pattern.quote(other.getUsername()) + "$"));
        Selection selection = new Selection(options.build(), List.copyOf(entries), parameters, List.copyOf(absences));
        return asked.getJvmArgsPrepend().hasValue() ? selection : selection.withHeap();
    }

    /** The same without the benchmarks' own heap size if the user sets one, or with a larger one if the timers need it. */
    private Selection withHeap() {
        List<String> users = new ArrayList<>(options.getJvmArgsAppend().orElse(List.of()));
        users.addAll(
                options.getJvmArgs().orElse(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        boolean sized = users.stream().anyMatch(flag -> flag.matches(SIZES_HEAP));
        int outstanding = entries.stream()
                .flatMap(entry -> values(entry, OUTSTANDING).stream())
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0);
        int more = MORE_MEGABYTES * (outstanding / TIMERS_OF_MORE);
        if (!sized && more == 0) {
            return this;
        }
        String heap = (JmhDefaults.HEAP_MEGABYTES + more) + "m";
        String[] flags = sized
                ? new String[] {JmhDefaults.TOUCHED}
                : new String[] {"-Xms" + heap, "-Xmx" + heap, Jdk.LARGE_REGIONS, JmhDefaults.TOUCHED};
        Options other =
                new OptionsBuilder().parent(options).jvmArgsPrepend(flags).build();
        return new Selection(other, entries, parameters, absences);
    }

    int points() {
        return entries.stream().mapToInt(this::pointsOf).sum();
    }

    int forks() {
        return entries.stream()
                .mapToInt(entry -> pointsOf(entry) * forksOf(entry))
                .sum();
    }

    Duration estimate() {
        return entries.stream()
                .map(entry -> lengthOf(entry).multipliedBy((long) pointsOf(entry) * forksOf(entry)))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private int pointsOf(BenchmarkListEntry entry) {
        return declared(entry).keySet().stream()
                .mapToInt(name -> values(entry, name).size())
                .reduce(1, Math::multiplyExact);
    }

    /** The values of a benchmark's parameter; none if it has no such parameter. */
    private List<String> values(BenchmarkListEntry entry, String name) {
        String[] own = declared(entry).get(name);
        return own == null ? List.of() : parameters.getOrDefault(name, List.of(own));
    }

    private int forksOf(BenchmarkListEntry entry) {
        return Math.max(1, options.getForkCount().orElse(entry.getForks().orElse(Defaults.MEASUREMENT_FORKS)));
    }

    private Duration lengthOf(BenchmarkListEntry entry) {
        int warmups =
                options.getWarmupIterations().orElse(entry.getWarmupIterations().orElse(Defaults.WARMUP_ITERATIONS));
        int measured = options.getMeasurementIterations()
                .orElse(entry.getMeasurementIterations().orElse(Defaults.MEASUREMENT_ITERATIONS));
        TimeValue warmup = entry.getWarmupTime().orElse(Defaults.WARMUP_TIME);
        TimeValue measurement = entry.getMeasurementTime().orElse(Defaults.MEASUREMENT_TIME);
        // The length of a single shot is not set; there the benchmark's own times are its author's estimate.
        if (entry.getMode() != Mode.SingleShotTime) {
            warmup = options.getWarmupTime().orElse(warmup);
            measurement = options.getMeasurementTime().orElse(measurement);
        }
        return FORK_OVERHEAD
                .plusNanos(warmups * warmup.convertTo(TimeUnit.NANOSECONDS))
                .plusNanos(measured * measurement.convertTo(TimeUnit.NANOSECONDS));
    }

    /** The strategies that were asked for, or those that this JDK can run; none if the benchmark times no strategy. */
    private static List<Descriptor> candidates(Options asked, BenchmarkListEntry entry) {
        if (!declared(entry).containsKey(STRATEGY)) {
            return List.of();
        }
        Strategies strategies = Strategies.load();
        if (asked.getParameter(STRATEGY).hasValue()) {
            return asked.getParameter(STRATEGY).get().stream()
                    .map(strategies::describe)
                    .toList();
        }
        // One that loses expiries never comes back from a stalled subscriber.
        boolean stalled = declared(entry).containsKey("stalledPercent")
                && asked.getParameter("stalledPercent").orElse(List.of()).stream()
                        .anyMatch(share -> !share.equals("0"));
        return strategies.descriptors().stream()
                .filter(Descriptor::available)
                .filter(strategy -> strategy.alwaysExpires() || !stalled)
                .toList();
    }

    private static void requireValid(Options asked, List<String> given, SortedSet<BenchmarkListEntry> found) {
        Set<String> known = new LinkedHashSet<>();
        found.forEach(entry -> known.addAll(declared(entry).keySet()));
        // JMH ignores a parameter that no benchmark has, and would measure something else than was meant.
        for (String name : given) {
            if (!known.contains(name)) {
                throw new BadInputException("no benchmark that matches has a parameter '" + name + "'; there are: "
                        + String.join(", ", known));
            }
        }
        for (String name : known) {
            asked.getParameter(name).orElse(List.of()).forEach(value -> requireValid(found, name, value));
        }
    }

    private static void requireValid(SortedSet<BenchmarkListEntry> found, String name, String value) {
        if (name.equals(STRATEGY)) {
            Strategies.load().describe(value);
            return;
        }
        List<String> known = switch (name) {
            case "workers" ->
                Stream.of(WorkerThreads.values())
                        .filter(WorkerThreads::available)
                        .map(WorkerThreads::label)
                        .toList();
            case "order" -> Stream.of(AckOrder.values()).map(AckOrder::label).toList();
            default -> List.of();
        };
        int least = mayBeNone(name, found) ? 0 : 1;
        boolean isEnough = value.matches("[0-9]{1,9}") && Integer.parseInt(value) >= least;
        if (known.isEmpty() ? !isEnough : !known.contains(value)) {
            String numbers = "a whole number of " + least + " or more";
            String valid = known.isEmpty() ? numbers : "one of " + known + " on this JDK";
            throw new BadInputException("-p " + name + "=" + value + ": " + name + " is " + valid);
        }
    }

    /** Whether a parameter may be 0. */
    private static boolean mayBeNone(String name, SortedSet<BenchmarkListEntry> found) {
        return name.equals(OUTSTANDING)
                ? found.stream().noneMatch(entry -> entry.getUserClassQName().equals(InFlightBenchmark.class.getName()))
                : name.equals("stalledPercent") || name.equals("rearms");
    }

    private static Map<String, String[]> declared(BenchmarkListEntry entry) {
        return entry.getParams().orElse(Map.of());
    }
}
