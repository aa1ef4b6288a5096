package afterglow.bench;

import afterglow.broadcast.WorkerThreads;
import afterglow.cli.BadInputException;
import afterglow.jvm.Jdk;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * The benchmarks of one JMH run, their parameters checked and completed from the registry.
 *
 * @param options what JMH is given
 * @param entries the benchmarks that match
 * @param parameters the values of each parameter, of those benchmarks that have it
 */
record Selection(Options options, List<BenchmarkListEntry> entries, Map<String, List<String>> parameters) {

    /** What a fork costs beside its iterations: the JVM's start, the set-up, the rehearsal. */
    private static final Duration FORK_OVERHEAD = Duration.ofMillis(700);

    /** What runs without arguments: one blocking broadcast, every strategy, all have room. */
    static Selection bounded() {
        return of(
                new OptionsBuilder()
                        .include("BroadcastBenchmark")
                        .warmupTime(TimeValue.milliseconds(400))
                        .measurementTime(TimeValue.milliseconds(400))
                        .build(),
                List.of());
    }

    /**
     * What a user asked for.
     *
     * @param given the names of the parameters that were asked for
     * @throws BadInputException if no benchmark matches, or a parameter's name or value is none
     */
    static Selection of(Options asked, List<String> given) {
        SortedSet<BenchmarkListEntry> found = BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        asked.getIncludes(),
                        asked.getExcludes());
        if (found.isEmpty()) {
            throw new BadInputException("no benchmark matches '" + String.join("' or '", asked.getIncludes())
                    + "'; java -jar benchmarks.jar -l lists them");
        }
        Map<String, List<String>> parameters = parameters(asked, given, found);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .parent(asked)
                .jvmArgsAppend(forkFlags(asked).toArray(String[]::new));
        parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
        return new Selection(options.build(), List.copyOf(found), parameters);
    }

    /** How many results the run should give. */
    int points() {
        return entries.stream().mapToInt(this::pointsOf).sum();
    }

    /** How many JVMs it starts. */
    int forks() {
        return entries.stream()
                .mapToInt(entry -> pointsOf(entry) * forksOf(entry))
                .sum();
    }

    /** How long it takes, by the lengths that were asked for. */
    Duration estimate() {
        return entries.stream()
                .map(entry -> lengthOf(entry).multipliedBy((long) pointsOf(entry) * forksOf(entry)))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private int pointsOf(BenchmarkListEntry entry) {
        return declared(entry).keySet().stream()
                .mapToInt(name -> parameters.get(name).size())
                .reduce(1, Math::multiplyExact);
    }

    private int forksOf(BenchmarkListEntry entry) {
        return Math.max(1, options.getForkCount().orElse(entry.getForks().orElse(Defaults.MEASUREMENT_FORKS)));
    }

    private Duration lengthOf(BenchmarkListEntry entry) {
        int warmups =
                options.getWarmupIterations().orElse(entry.getWarmupIterations().orElse(Defaults.WARMUP_ITERATIONS));
        int measured = options.getMeasurementIterations()
                .orElse(entry.getMeasurementIterations().orElse(Defaults.MEASUREMENT_ITERATIONS));
        TimeValue warmup = options.getWarmupTime().orElse(entry.getWarmupTime().orElse(Defaults.WARMUP_TIME));
        TimeValue measurement =
                options.getMeasurementTime().orElse(entry.getMeasurementTime().orElse(Defaults.MEASUREMENT_TIME));
        return FORK_OVERHEAD
                .plusNanos(warmups * warmup.convertTo(TimeUnit.NANOSECONDS))
                .plusNanos(measured * measurement.convertTo(TimeUnit.NANOSECONDS));
    }

    private static Map<String, List<String>> parameters(
            Options asked, List<String> given, SortedSet<BenchmarkListEntry> found) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (BenchmarkListEntry entry : found) {
            declared(entry)
                    .forEach((name, defaults) -> values.putIfAbsent(
                            name, List.copyOf(asked.getParameter(name).orElse(Arrays.asList(defaults)))));
        }
        if (values.containsKey("strategy") && !asked.getParameter("strategy").hasValue()) {
            values.put("strategy", contestants(values));
        }
        requireKnownNames(given, values);
        values.forEach((name, each) -> each.forEach(value -> requireValid(found, name, value)));
        return values;
    }

    /** Every strategy that can do what is asked: one that loses expiries never comes back from a stalled subscriber. */
    private static List<String> contestants(Map<String, List<String>> values) {
        boolean stalled =
                values.getOrDefault("stalledPercent", List.of()).stream().anyMatch(share -> !share.equals("0"));
        return Strategies.load().descriptors().stream()
                .filter(Descriptor::available)
                .filter(strategy -> strategy.alwaysExpires() || !stalled)
                .map(Descriptor::id)
                .toList();
    }

    private static void requireKnownNames(List<String> given, Map<String, List<String>> values) {
        // JMH ignores a parameter that no benchmark has, and would measure something else than was meant.
        for (String name : given) {
            if (!values.containsKey(name)) {
                throw new BadInputException("no benchmark that matches has a parameter '" + name + "'; there are: "
                        + String.join(", ", values.keySet()));
            }
        }
    }

    private static void requireValid(SortedSet<BenchmarkListEntry> found, String name, String value) {
        if (name.equals("strategy")) {
            Strategies.load().describe(value);
        } else if (name.equals("workers")) {
            List<String> kinds = Stream.of(WorkerThreads.values())
                    .filter(WorkerThreads::available)
                    .map(WorkerThreads::label)
                    .toList();
            require(kinds.contains(value), name, value, "one of " + kinds + " on this JDK");
        } else if (found.stream().anyMatch(entry -> isWhole(entry, name))) {
            int least = name.equals("subscribers") ? 1 : 0;
            require(wholeFrom(least, value), name, value, "a whole number of " + least + " or more");
        }
    }

    private static void require(boolean valid, String name, String value, String expected) {
        if (!valid) {
            throw new BadInputException("-p " + name + "=" + value + ": " + name + " is " + expected);
        }
    }

    private static boolean wholeFrom(int least, String value) {
        try {
            return Integer.parseInt(value) >= least;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isWhole(BenchmarkListEntry entry, String name) {
        try {
            for (Field field : Class.forName(entry.getUserClassQName()).getFields()) {
                if (field.getName().equals(name)) {
                    return field.getType() == int.class || field.getType() == long.class;
                }
            }
            return false;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the list of benchmarks names a class that is not there", e);
        }
    }

    private static Map<String, String[]> declared(BenchmarkListEntry entry) {
        return entry.getParams().orElse(Map.of());
    }

    private static List<String> forkFlags(Options asked) {
        List<String> flags = new ArrayList<>(asked.getJvmArgsAppend().orElse(List.of()));
        Jdk jdk = asked.getJvm().hasValue() ? Jdk.running(Path.of(asked.getJvm().get())) : Jdk.current();
        flags.addAll(jdk.quietFlags());
        return flags;
    }
}
