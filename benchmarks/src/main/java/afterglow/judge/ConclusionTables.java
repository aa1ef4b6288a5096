package afterglow.judge;

import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tables that conclusions are written to. */
final class ConclusionTables {

    private final String against;

    /** @param against the strategy that ratios are taken to as well; empty for none */
    ConclusionTables(String against) {
        this.against = against;
    }

    void write(Path folder, Conclusions conclusions) throws IOException {
        List<Row> levels = new ArrayList<>();
        for (Conclusions.Levels at : conclusions.levels()) {
            at.jvms().forEach(jvm -> levels.add(level(at, jvm)));
        }
        Table.replace(folder, Schema.GENERATIONS, levels);
        Table.replace(
                folder,
                Schema.COSTS,
                conclusions.costs().stream().map(this::cost).toList());
        Table.replace(
                folder,
                Schema.VERDICTS,
                conclusions.verdicts().stream()
                        .map(facts -> verdict(conclusions.points().get(0), facts, conclusions.picks()))
                        .toList());
        Table.replace(
                folder,
                Schema.USES,
                conclusions.picks().stream().map(ConclusionTables::pick).toList());
    }

    private static Row level(Conclusions.Levels at, JvmLevel jvm) {
        return row(Schema.GENERATIONS, at.setup())
                .set("generation", jvm.generation())
                .set("benchmark", at.point().kind().id())
                .set("size", at.point().size())
                .set("strategy", jvm.strategy())
                .set("lives", jvm.lives())
                .set("slices", jvm.slices())
                .set("level_ns", jvm.nanos())
                .set("bytes_per_send", jvm.bytes())
                .set("cpu_ns_per_send", jvm.cpuNanos())
                .set("wait_share", jvm.waitShare())
                .set("idle_cpu_percent", jvm.idlePercent())
                .set("jit_ms", jvm.jitMillis())
                .set("drift", Math.expm1(jvm.drift()))
                .set("own_threads", jvm.ownThreads())
                .set("settled", jvm.settled() ? "yes" : "no");
    }

    private Row cost(Cost cost) {
        Row row = row(Schema.COSTS, cost.setup())
                .set("benchmark", cost.point().kind().id())
                .set("size", cost.point().size())
                .set("strategy", cost.strategy())
                .set("generations", cost.generations())
                .set("ns_per_send", cost.nanos())
                .set("against", against)
                .set("cpu_ns_per_send", cost.cpuNanos())
                .set("bytes_per_send", cost.bytes())
                .set("wait_share", cost.waitShare())
                .set("unsettled", cost.unsettled())
                .set("modes", cost.modes());
        set(row, "added_ns", cost.added());
        set(row, "ratio_to_floor", cost.toFloor());
        set(row, "ratio_to_naive", cost.toNaive());
        set(row, "ratio_to_against", cost.toAgainst());
        return row;
    }

    private static Row verdict(BenchmarkPoint headline, StrategyFacts facts, List<Pick> picks) {
        Row row = row(Schema.VERDICTS, facts.setup())
                .set("strategy", facts.strategy())
                .set("family", facts.descriptor().family().label())
                .set("library", facts.library())
                .set("verdict", facts.verdict())
                .set("benchmark", headline.kind().id())
                .set("size", headline.size())
                .set("faults", facts.faultLabels())
                .set("admits", facts.descriptor().faultLabels())
                .set("in_flight", facts.descriptor().inFlight() ? "yes" : "no")
                .set(
                        "recommended_for",
                        picks.stream()
                                .filter(pick -> pick.isDecided()
                                        && pick.setup().equals(facts.setup())
                                        && pick.strategies().contains(facts.strategy()))
                                .map(pick -> pick.use().id())
                                .collect(Collectors.joining(" ")));
        Cost cost = facts.headline();
        if (cost != null) {
            set(row, "added_ns", cost.added());
            set(row, "ratio_to_floor", cost.toFloor());
            row.set("cpu_ns_per_send", cost.cpuNanos()).set("bytes_per_send", cost.bytes());
        }
        Cost inFlight = facts.inFlight();
        if (inFlight != null) {
            row.set(
                    "in_flight_point",
                    inFlight.point().kind().id() + " " + inFlight.point().size());
            set(row, "in_flight_added_ns", inFlight.added());
        }
        Retained retained = facts.retained();
        if (retained != null) {
            row.set("heap", retained.verdict().label())
                    .set("heap_expected", retained.expected().label())
                    .set("retained_objects_per_send", retained.objects())
                    .set("retained_bytes_per_send", retained.bytes())
                    .set("bytes_per_lane", retained.lane());
            set(row, "bytes_per_armed_lane", retained.armedLane());
        }
        set(row, "lateness_p99_us", facts.lateness());
        set(row, "idle_cpu_percent", facts.idleCpu());
        return row;
    }

    private static Row pick(Pick pick) {
        return row(Schema.USES, pick.setup())
                .set("use", pick.use().id())
                .set("decision", pick.decision().label())
                .set("pick", String.join(" ", pick.strategies()))
                .set("eligible", pick.eligible())
                .set("because", pick.because());
    }

    private static Row row(Schema schema, JvmSetup setup) {
        return Row.of(schema).set("jdk", setup.jdk()).set("gc", setup.gc()).set("jvm_args", setup.jvmArgs());
    }

    private static void set(Row row, String column, Span span) {
        row.set(column, span.value()).set(column + "_low", span.low()).set(column + "_high", span.high());
    }
}
