package afterglow.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run ran on: the rows of {@code environment.csv}. Where the system does not tell, a value is empty. No path of the
 * machine and no name of it is recorded, so that a run can be published.
 */
public final class Environment {

    private final String origin;
    private final Map<String, String> values = new LinkedHashMap<>();

    private Environment(String origin) {
        this.origin = origin;
    }

    /** The machine and the JVM at hand, now. */
    public static Environment now() {
        Build build = Build.current();
        Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new Environment("this machine")
                .set("started_utc", started.toString())
                .set("version", build.version())
                .set("commit", build.commit())
                .set("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .set("arch", System.getProperty("os.arch"))
                .set("cpu", field("/proc/cpuinfo", "model name"))
                .set("cores", Integer.toString(Runtime.getRuntime().availableProcessors()))
                .set("memory", field("/proc/meminfo", "MemTotal"))
                .set("clock_source", text("/sys/devices/system/clocksource/clocksource0/current_clocksource"))
                .set("cpu_governor", text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"))
                .set("host_jdk", Runtime.version().toString())
                .set("host_vm", System.getProperty("java.vm.name"))
                .load("before");
    }

    public static Environment read(Path folder) throws IOException {
        return of(folder, Table.read(folder, Schema.ENVIRONMENT));
    }

    /** The environment that rows of a folder's table record. */
    public static Environment of(Path folder, List<Row> rows) {
        Environment environment =
                new Environment(folder.resolve(Schema.ENVIRONMENT.file()).toString());
        rows.forEach(row -> environment.set(row.text("key"), row.text("value")));
        return environment;
    }

    /** Sets a value, in place of one of the same key. */
    public Environment set(String key, String value) {
        values.put(key, value);
        return this;
    }

    /** Records the load averages and the time that the hypervisor stole, at a moment of the run. */
    public Environment load(String moment) {
        return set("load_average_" + moment, text("/proc/loadavg")).set("steal_ticks_" + moment, stealTicks());
    }

    /** A value; empty for unknown. */
    public String value(String key) {
        return values.getOrDefault(key, "");
    }

    /** A value that every run of a plan records; a table without it is malformed. */
    public String told(String key) {
        if (!values.containsKey(key)) {
            throw new MalformedTableException(
                    origin + " has no '" + key + "'; was it written by another version?", null);
        }
        return value(key);
    }

    /** What a run of a plan was measured on. */
    public List<JvmSetup> setups() {
        return listed("jvms", "; ").map(JvmSetup::of).toList();
    }

    /** The points of a run of a plan, the headline's first. */
    public List<BenchmarkPoint> points() {
        try {
            return listed("points", " ").map(BenchmarkPoint::of).toList();
        } catch (IllegalArgumentException e) {
            throw new MalformedTableException(origin + ": " + e.getMessage(), e);
        }
    }

    public List<String> strategies() {
        return listed("strategies", " ").toList();
    }

    private Stream<String> listed(String key, String between) {
        String list = told(key);
        if (list.isEmpty()) {
            throw new MalformedTableException(origin + " names no " + key, null);
        }
        return Stream.of(list.split(between));
    }

    /** The values by key, in order. */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    public List<Row> rows() {
        return values.entrySet().stream()
                .map(entry ->
                        Row.of(Schema.ENVIRONMENT).set("key", entry.getKey()).set("value", entry.getValue()))
                .toList();
    }

    private static String stealTicks() {
        // user nice system idle iowait irq softirq steal, after the word cpu
        String[] cells = text("/proc/stat").split("\\s+", 10);
        return cells.length > 8 && cells[0].equals("cpu") ? cells[8] : "";
    }

    /** The value behind a name, in the first line of a system's file that begins with it; empty if there is none. */
    public static String field(String file, String name) {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            // Such files come and go with the kernel; a missing one is no fault of the run.
            return "";
        }
    }
}
