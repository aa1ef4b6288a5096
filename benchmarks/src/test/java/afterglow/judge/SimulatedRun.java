package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Floors;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run's folder with simulated slices, and what was counted beside them. */
final class SimulatedRun {

    static final List<String> STRATEGIES =
            List.of("none", "scheduled-abandoned", "reused", "wheel", "netty-wheel", "published-ticker", "park");

    private static final Map<String, Double> NANOS = Map.of(
            "scheduled-abandoned",
            430.0,
            "reused",
            95.0,
            "wheel",
            31.0,
            "netty-wheel",
            145.0,
            "published-ticker",
            29.0,
            "park",
            60.0);

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();

    SimulatedRun(Path folder) {
        this.folder = folder;
        environment.put("strategies", String.join(" ", STRATEGIES));
        environment.put("jvms", "17|17.0.15+6|serial|-Xmx96m");
        environment.put("points", "broadcast:100 inflight:1000");
        environment.put("effort", "quick");
        environment.put("against", "wheel");
        environment.put("libraries", "netty-wheel=netty-common 4.1.1; okio=okio 3");
    }

    SimulatedRun with(String key, String value) {
        environment.put(key, value);
        return this;
    }

    /** Writes it: times of all strategies, or of one, may be multiples of the usual ones, and all may allocate more. */
    Path write(long seed, int generations, Map<String, Double> factors, double moreBytes) throws IOException {
        Files.createDirectories(folder);
        writeEnvironment();
        for (BenchmarkPoint.Kind kind : List.of(BenchmarkPoint.Kind.BROADCAST, BenchmarkPoint.Kind.INFLIGHT)) {
            double floor = factors.getOrDefault("floor", 1.0);
            SimulatedSlices slices = new SimulatedSlices(seed + kind.id().length());
            NANOS.forEach((id, nanos) ->
                    slices.add(id, nanos * factors.getOrDefault(id, 1.0), !id.equals("wheel") && !id.equals("park")));
            List<Row> rows = new ArrayList<>();
            for (Slice slice : slices.slices(generations)) {
                double nanos = slice.nanos() * (Floors.contains(slice.strategy()) ? floor : 1);
                rows.add(row(kind, slice).set("ns_per_send", nanos).set("bytes_per_send", slice.bytes() + moreBytes));
            }
            Table.replace(folder, kind.schema(), rows);
        }
        counted();
        return folder;
    }

    void writeEnvironment() throws IOException {
        List<Row> rows = new ArrayList<>();
        environment.forEach((key, value) ->
                rows.add(Row.of(Schema.ENVIRONMENT).set("key", key).set("value", value)));
        Table.replace(folder, Schema.ENVIRONMENT, rows);
    }

    private static Row row(BenchmarkPoint.Kind kind, Slice slice) {
        return Row.of(kind.schema())
                .set("generation", slice.generation())
                .set("jdk", "17")
                .set("gc", "serial")
                .set("jvm_args", "-Xmx96m")
                .set("strategy", slice.strategy())
                .set(kind.sizeColumn(), kind == BenchmarkPoint.Kind.BROADCAST ? 100 : 1_000)
                .set("life", slice.life())
                .set("round", slice.round())
                .set("sends", slice.sends())
                .set("wait_share", slice.waitShare())
                .set("cpu_ms", slice.cpuMillis())
                .set("parked_ms", slice.parkedMillis())
                .set("parked_cpu_ms", slice.parkedCpuMillis())
                .set("idle_cpu_percent", slice.idlePercent())
                .set("jit_ms", slice.jitMillis())
                .set("own_threads", slice.ownThreads());
    }

    private void counted() throws IOException {
        List<Row> retention = new ArrayList<>();
        List<Row> contract = new ArrayList<>();
        List<Row> accuracy = new ArrayList<>();
        for (String id : STRATEGIES) {
            boolean naive = id.equals("scheduled-abandoned");
            retention.add(Row.of(Schema.RETENTION)
                    .set("jdk", "17")
                    .set("gc", "serial")
                    .set("strategy", id)
                    .set("ending", "delivered")
                    .set("sample", "settled")
                    .set("objects_per_send", naive ? 3 : 0)
                    .set("bytes_per_send", naive ? 125 : 0)
                    .set("bytes_per_lane", 48)
                    .set("bytes_per_armed_lane", id.equals("wheel") ? 72 : 120)
                    .set("bytes_per_armed_lane_low", id.equals("wheel") ? 71.9 : 119.8)
                    .set("bytes_per_armed_lane_high", id.equals("wheel") ? 72.1 : 120.2)
                    .set("verdict", naive ? "retains" : "clean")
                    .set("expected", naive ? "retains" : "clean"));
            String fault = id.equals("none") ? "lost" : id.equals("published-ticker") ? "early" : "";
            contract.add(Row.of(Schema.CONTRACT)
                    .set("jdk", "17")
                    .set("strategy", id)
                    .set("clause", "expires")
                    .set("state", fault.isEmpty() ? "kept" : "broken")
                    .set("fault", fault.isEmpty() ? "late" : fault));
            if (!id.equals("none")) {
                accuracy.add(Row.of(Schema.ACCURACY)
                        .set("generation", 1)
                        .set("jdk", "17")
                        .set("strategy", id)
                        .set("condition", "idle")
                        .set("p99_us", id.equals("netty-wheel") ? 100_000 : 400)
                        .set("early", 0)
                        .set("never", 0)
                        .set("quiet_cpu_percent", id.equals("netty-wheel") ? 2.5 : 0));
            }
        }
        Table.replace(folder, Schema.RETENTION, retention);
        Table.replace(folder, Schema.CONTRACT, contract);
        Table.replace(folder, Schema.ACCURACY, accuracy);
    }
}
