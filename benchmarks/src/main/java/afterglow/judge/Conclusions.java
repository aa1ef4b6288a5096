package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What follows from a run, by setup and point; the headline's point is the first. */
public record Conclusions(
        List<JvmSetup> setups,
        List<BenchmarkPoint> points,
        List<Cost> costs,
        List<PointNoise> noise,
        List<StrategyFacts> verdicts,
        List<Pick> picks) {

    /** Writes them to tables, beside the levels that they follow from; {@code against} is a strategy, or empty. */
    void write(Path folder, List<PointLevels> levels, String against) throws IOException {
        List<Row> generations = levels.stream()
                .flatMap(at -> at.all().stream().map(jvm -> level(at, jvm)))
                .toList();
        List<Row> priced = costs.stream().map(cost -> cost(cost, against)).toList();
        List<Row> judged = verdicts.stream().map(this::verdict).toList();
        List<Row> picked = picks.stream().map(Conclusions::pick).toList();
        Table.replace(folder, Schema.GENERATIONS, generations);
        Table.replace(folder, Schema.COSTS, priced);
        Table.replace(folder, Schema.VERDICTS, judged);
        Table.replace(folder, Schema.USES, picked);
    }

    private static Row level(PointLevels at, JvmLevel jvm) {
        return row(Schema.GENERATIONS, at.setup(), at.point())
                .set("generation", jvm.generation())
                .set("strategy", jvm.strategy())
                .set("lives", jvm.lives())
                .set("slices", jvm.slices())
                .set("level_ns", Math.exp(jvm.level()))
                .set("bytes_per_send", jvm.bytes())
                .set("cpu_ns_per_send", jvm.cpuNanos())
                .set("wait_share", jvm.waitShare())
                .set("idle_cpu_percent", jvm.idlePercent())
                .set("jit_ms", jvm.jitMillis())
                .set("drift", Math.expm1(jvm.drift()))
                .set("own_threads", jvm.ownThreads())
                .set("settled", jvm.settled() ? "yes" : "no");
    }

    private static Row cost(Cost cost, String against) {
        Row row = row(Schema.COSTS, cost.setup(), cost.point())
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

    private Row verdict(StrategyFacts facts) {
        Stream<Pick> recommended = picks.stream().filter(pick -> pick.recommends(facts));
        String uses = recommended.map(pick -> pick.use().label()).collect(Collectors.joining(" "));
        Row row = row(Schema.VERDICTS, facts.setup(), points.get(0))
                .set("strategy", facts.strategy())
                .set("family", facts.descriptor().family().label())
                .set("library", facts.library())
                .set("verdict", facts.verdict())
                .set("faults", facts.faultLabels())
                .set("admits", facts.descriptor().faultLabels())
                .set("in_flight", facts.descriptor().inFlight() ? "yes" : "no")
                .set("recommended_for", uses);
        Cost cost = facts.headline();
        if (cost != null) {
            set(row, "added_ns", cost.added());
            set(row, "ratio_to_floor", cost.toFloor());
            row.set("cpu_ns_per_send", cost.cpuNanos()).set("bytes_per_send", cost.bytes());
        }
        Cost inFlight = facts.inFlight();
        if (inFlight != null) {
            row.set("in_flight_point", inFlight.point().identity().replace(':', ' '));
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
        return pick.setup()
                .mark(Row.of(Schema.USES))
                .set("use", pick.use().label())
                .set("decision", pick.decision().label())
                .set("pick", String.join(" ", pick.strategies()))
                .set("eligible", pick.eligible())
                .set("because", pick.because());
    }

    private static Row row(Schema schema, JvmSetup setup, BenchmarkPoint point) {
        return setup.mark(Row.of(schema)).set("benchmark", point.kind().id()).set("size", point.size());
    }

    private static void set(Row row, String column, Span span) {
        row.set(column, span.value(), span.low(), span.high());
    }
}
