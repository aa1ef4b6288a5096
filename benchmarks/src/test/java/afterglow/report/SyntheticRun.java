package afterglow.report;

import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run that nobody measured: a few rows of every table, with a strategy whose name is markup. */
final class SyntheticRun {

    static final String MARKUP = "<img src=x onerror=alert(1)></script><script>alert(2)</script>";

    static final List<String> STRATEGIES =
            List.of("none", "scheduled-abandoned", "reused", "wheel", "netty-wheel", MARKUP);
    private static final List<String> FAMILIES = List.of("floor", "fresh", "reused", "wheel", "peer", "custom");
    private static final double[] RATIOS = {1, 20, 1.5, 1.06, 8, 3};
    private static final double[] ADDED = {0, 950, 25, 3, 350, 100};
    private static final List<String> JDKS = List.of("17", "25");

    private SyntheticRun() {}

    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        environment(folder, "0");
        verdicts(folder);
        costs(folder);
        retention(folder);
        timeline(folder, 40);
        accuracy(folder);
        Table.replace(
                folder,
                Schema.CONTRACT,
                List.of(Row.of(Schema.CONTRACT)
                        .set("jdk", 17)
                        .set("strategy", "none")
                        .set("clause", "expires")
                        .set("state", "broken")
                        .set("fault", "lost")
                        .set("as_promised", "true")
                        .set("detail", "nothing came")));
        Table.replace(
                folder,
                Schema.LEAKS,
                List.of(Row.of(Schema.LEAKS)
                        .set("jdk", 17)
                        .set("demonstration", "time-after")
                        .set("form", "leaky")
                        .set("verdict", "clean")
                        .set("expected", "retains")
                        .set("as_expected", "no")));
        Files.createDirectories(folder.resolve("accuracy"));
        Files.writeString(folder.resolve("accuracy/wheel 5ms.hgrm"), "");
        return folder;
    }

    static void environment(Path folder, String failedSteps) throws IOException {
        List<Row> rows = new ArrayList<>();
        String[][] values = {
            {"started_utc", "2026-01-02T03:04:05Z"},
            {"cores", "2"},
            {"load_average_before", "0.10 0.20 0.30 1/100 4711"},
            {"effort", "quick"},
            {"points", "broadcast:100 broadcast:1000"},
            {"generations", "2"},
            {"further_generations", "2"},
            {"seed", "42"},
            {"strategies", "none reused"},
            {"jvms", "17|17.0.15+6||; 25|25.0.3+9|zgc|-Xmx1g"},
            {"commit", "9c39efe dirty"},
            {"failed_steps", failedSteps}
        };
        for (String[] value : values) {
            rows.add(Row.of(Schema.ENVIRONMENT).set("key", value[0]).set("value", value[1]));
        }
        Table.replace(folder, Schema.ENVIRONMENT, rows);
    }

    private static void verdicts(Path folder) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String jdk : JDKS) {
            for (int i = 0; i < STRATEGIES.size(); i++) {
                double ratio = RATIOS[i];
                rows.add(Row.of(Schema.VERDICTS)
                        .set("jdk", jdk)
                        .set("strategy", STRATEGIES.get(i))
                        .set("family", FAMILIES.get(i))
                        .set("verdict", i == 0 ? "lost" : i == 1 ? "retains" : "sound")
                        .set("benchmark", "broadcast")
                        .set("size", 100)
                        .set("added_ns", ADDED[i])
                        .set("added_ns_low", ADDED[i] - 4)
                        .set("added_ns_high", ADDED[i] + 4)
                        .set("ratio_to_floor", ratio)
                        .set("ratio_to_floor_low", ratio * 0.95)
                        .set("ratio_to_floor_high", ratio * 1.05)
                        .set("bytes_per_send", i == 1 ? 120 : 0)
                        .set("heap", i == 1 ? "retains" : "clean")
                        .set("heap_expected", i == 1 ? "retains" : "clean")
                        .set("retained_objects_per_send", i == 1 ? 3 : 0)
                        .set("retained_bytes_per_send", i == 1 ? 125 : 0)
                        .set("faults", i == 0 ? "lost" : "none")
                        .set("admits", i == 0 ? "lost" : "")
                        .set("in_flight", "yes")
                        .set("lateness_p99_us", i == 0 ? "" : Integer.toString(1_000 / i))
                        .set("idle_cpu_percent", 0.5 * i)
                        .set("bytes_per_armed_lane", 8L * i)
                        .set("recommended_for", i == 3 ? "blocking in-flight" : ""));
            }
        }
        Table.replace(folder, Schema.VERDICTS, rows);
        List<Row> uses = new ArrayList<>();
        for (String jdk : JDKS) {
            uses.add(use(jdk, "blocking", "fastest", "wheel", "adds 3.00 ns, the least of 3"));
            uses.add(
                    jdk.equals("17")
                            ? use(jdk, "in-flight", "equal", "wheel reused", "in flight, adds 30 ns")
                            : use(jdk, "in-flight", "undecided", "wheel netty-wheel", "in flight, adds 30 ns"));
            uses.add(use(jdk, "idle", "none", "", "not measured: bytes_per_armed_lane"));
        }
        Table.replace(folder, Schema.USES, uses);
    }

    private static Row use(String jdk, String use, String decision, String pick, String because) {
        return Row.of(Schema.USES)
                .set("jdk", jdk)
                .set("use", use)
                .set("decision", decision)
                .set("pick", pick)
                .set("eligible", 3)
                .set("because", because);
    }

    private static void costs(Path folder) throws IOException {
        List<Row> costs = new ArrayList<>();
        List<Row> generations = new ArrayList<>();
        List<Row> sustained = new ArrayList<>();
        for (String jdk : JDKS) {
            for (int i = 0; i < STRATEGIES.size() + 2; i++) {
                boolean control = i >= STRATEGIES.size();
                String strategy = control ? "control-" + (i - STRATEGIES.size() + 1) : STRATEGIES.get(i);
                for (String benchmark : List.of("broadcast", "inflight")) {
                    for (int size : new int[] {100, 1_000, 10_000}) {
                        double added = control ? 0 : ADDED[i] * Math.pow(size / 100.0, 0.05 * i);
                        costs.add(Row.of(Schema.COSTS)
                                .set("jdk", jdk)
                                .set("benchmark", benchmark)
                                .set("size", size)
                                .set("strategy", strategy)
                                .set("generations", 2)
                                .set("added_ns", added)
                                .set("added_ns_low", added - 4)
                                .set("added_ns_high", added + 4)
                                .set("ns_per_send", added + 50)
                                .set("ratio_to_floor", control ? 1.01 : 1 + added / 50)
                                .set("ratio_to_floor_low", control ? 0.97 : 1 + added / 55)
                                .set("ratio_to_floor_high", control ? 1.06 : 1 + added / 45)
                                .set("cpu_ns_per_send", added * 2 + 51)
                                .set("bytes_per_send", 8L * i)
                                .set("unsettled", i == 4 ? 1 : 0)
                                .set("modes", i == 4 && size == 100 ? "130 ns in 7 JVMs, 350 in 3" : ""));
                        for (int generation = 1; generation <= 2; generation++) {
                            generations.add(Row.of(Schema.GENERATIONS)
                                    .set("generation", generation)
                                    .set("jdk", jdk)
                                    .set("benchmark", benchmark)
                                    .set("size", size)
                                    .set("strategy", strategy)
                                    .set("level_ns", added + 48 + generation)
                                    .set("wait_share", 0.01)
                                    .set("settled", i == 4 && generation == 1 ? "no" : "yes"));
                        }
                    }
                }
                for (int iteration = 1; iteration <= 3 && !control; iteration++) {
                    sustained.add(Row.of(Schema.SUSTAINED)
                            .set("jdk", jdk)
                            .set("strategy", strategy)
                            .set("subscribers", 100)
                            .set("iteration", iteration)
                            .set("ns_per_send", (ADDED[i] + 50) * (1 + iteration)));
                }
            }
        }
        Table.replace(folder, Schema.COSTS, costs);
        Table.replace(folder, Schema.GENERATIONS, generations);
        Table.replace(folder, Schema.SUSTAINED, sustained);
    }

    private static void retention(Path folder) throws IOException {
        List<Row> classes = new ArrayList<>();
        for (String sample : List.of("immediate", "settled")) {
            for (String held :
                    List.of("java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask", "a.B<C>")) {
                classes.add(Row.of(Schema.RETENTION_CLASSES)
                        .set("jdk", 17)
                        .set("gc", "serial")
                        .set("strategy", "scheduled-abandoned")
                        .set("ending", "delivered")
                        .set("sample", sample)
                        .set("class", held)
                        .set("objects_per_send", 1)
                        .set("bytes_per_send", 72));
            }
        }
        Table.replace(folder, Schema.RETENTION_CLASSES, classes);
        Table.replace(
                folder,
                Schema.RETENTION,
                List.of(Row.of(Schema.RETENTION)
                        .set("jdk", 17)
                        .set("strategy", "scheduled-abandoned")
                        .set("sample", "settled")
                        .set("carrier", "a.B<C>")
                        .set("path", "queue -> " + MARKUP)));
    }

    /** Writes live timers of two strategies at so many moments each. */
    static void timeline(Path folder, int moments) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String strategy : List.of("scheduled-abandoned", "wheel")) {
            for (int i = 0; i < moments; i++) {
                rows.add(Row.of(Schema.TIMELINE)
                        .set("jdk", 17)
                        .set("strategy", strategy)
                        .set("rate_per_s", 1_000)
                        .set("timeout_ms", 2_000)
                        .set("elapsed_ms", 100L * i)
                        .set("live_timers", strategy.equals("wheel") ? 0 : Math.min(2_000, 100L * i)));
            }
        }
        Table.replace(folder, Schema.TIMELINE, rows);
    }

    private static void accuracy(Path folder) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String condition : List.of("idle", "busy")) {
            for (int i = 1; i < STRATEGIES.size(); i++) {
                rows.add(Row.of(Schema.ACCURACY)
                        .set("jdk", 17)
                        .set("strategy", STRATEGIES.get(i))
                        .set("deadline_ms", 5)
                        .set("lanes", 100)
                        .set("condition", condition)
                        .set("early", i == 1 ? 2 : 0)
                        .set("early_max_us", i == 1 ? "1500" : "")
                        .set("p50_us", 200L * i)
                        .set("p90_us", 300L * i)
                        .set("p99_us", 1_000 / i)
                        .set("p99_9_us", 2_000L * i)
                        .set("max_us", 30_000)
                        .set("quiet_cpu_percent", 0.5 * i));
            }
        }
        Table.replace(folder, Schema.ACCURACY, rows);
    }
}
