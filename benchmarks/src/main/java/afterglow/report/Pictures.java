package afterglow.report;

import afterglow.report.Picture.Axis;
import afterglow.report.Picture.Encoding;
import afterglow.report.Picture.Kind;
import afterglow.report.Picture.Mark;
import afterglow.report.Picture.Scale;
import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The questions that a report answers with a picture, and what each needs. */
final class Pictures {

    private static final int NONE = -1;
    private static final Axis STRATEGIES = new Axis("strategy", Scale.LINEAR);
    private static final List<String> SAMPLES = List.of("settled", "immediate", "after-deadline");

    private final Evidence evidence;
    private final Standings standings;
    private final List<Picture> drawn = new ArrayList<>();
    private final Map<String, String> undrawn = new LinkedHashMap<>();

    Pictures(Evidence evidence, Standings standings) {
        this.evidence = evidence;
        this.standings = standings;
        price();
        live();
        sizes(
                "cost-subscribers",
                true,
                "Does a timeout get dearer as a broadcast grows?",
                "A blocking broadcast: one send at a time for each worker.",
                "subscribers");
        sizes(
                "cost-outstanding",
                false,
                "Does a timeout get dearer as more timers are outstanding?",
                "In flight, armed beside others, or due in one storm. A heap grows with what it holds; a wheel should not.",
                "outstanding, or due at once");
        debt();
        lateness();
        trade();
        classes();
        control();
    }

    /** Those that can be drawn. */
    List<Picture> drawn() {
        return Collections.unmodifiableList(drawn);
    }

    /** The questions of the others, and what each lacks. */
    Map<String, String> undrawn() {
        return Collections.unmodifiableMap(undrawn);
    }

    private void price() {
        Map<List<String>, Double> floors = evidence.rows(Schema.GENERATIONS)
                .filter(found -> (found.isControl() || found.is("strategy", "none")) && found.has("level_ns"))
                .collect(Collectors.groupingBy(
                        found -> List.of(found.jvm(), found.point(), found.text("generation")),
                        Collectors.averagingDouble(found -> found.known("level_ns"))));
        Map<List<String>, List<Double>> each = evidence.rows(Schema.GENERATIONS)
                .filter(found -> found.has("level_ns"))
                .collect(Collectors.groupingBy(
                        Pictures::priced,
                        Collectors.mapping(
                                found -> found.known("level_ns")
                                        - floors.getOrDefault(
                                                List.of(found.jvm(), found.point(), found.text("generation")),
                                                Double.NaN),
                                Collectors.filtering(above -> !above.isNaN(), Collectors.toList()))));
        List<String> columns = List.of(
                "point",
                "strategy",
                "jvm",
                "added_ns",
                "added_ns_low",
                "added_ns_high",
                "modes",
                "unsettled",
                "each JVM");
        add(
                "price",
                "What does a timeout add to a send?",
                "ns more than a send without a timeout: the estimate with its 95 % interval, and a small dot for each JVM. Further left is cheaper; what reaches the dashed line cannot be told from no timeout.",
                Kind.DOTS,
                new Axis("added to each send (ns)", Scale.SIGNED),
                STRATEGIES,
                columns,
                costs().map(found ->
                        with(found.cells(columns.subList(0, 8)), each.getOrDefault(priced(found), List.of()))),
                new Encoding(List.of(0), 2, 1, 3, NONE, 4, 5, 8),
                List.of(new Mark("", "x", 0, "no timeout")),
                "added_ns in costs.csv; measure the floor, none, beside the others");
    }

    /** One strategy at one point. */
    private static List<String> priced(Found found) {
        return List.of(found.jvm(), found.point(), found.strategy());
    }

    private void live() {
        List<Mark> predicted = new ArrayList<>();
        Map<List<String>, String> loads = new LinkedHashMap<>();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        evidence.rows(Schema.TIMELINE).forEach(found -> {
            Double elapsed = found.number("elapsed_ms");
            String load = loads.computeIfAbsent(
                    List.of(found.jvm(), found.text("rate_per_s"), found.text("timeout_ms")), key -> {
                        Double rate = found.number("rate_per_s");
                        Double timeout = found.number("timeout_ms");
                        String name = "%s sends/s, given %s ms".formatted(Measure.shown(rate), Measure.shown(timeout));
                        if (rate != null && timeout != null) {
                            predicted.add(
                                    new Mark(facet(found.jvm(), name), "y", rate * timeout / 1e3, "rate x timeout"));
                        }
                        return name;
                    });
            rows.add(Arrays.asList(
                    found.jvm(),
                    load,
                    found.strategy(),
                    elapsed == null ? null : Found.plain(elapsed / 1e3),
                    Found.plain(found.number("live_timers"))));
        });
        add(
                "live",
                "How many timers are alive, while sends go on and after?",
                "A timer that outlives its send piles up to rate x timeout, the dashed line, and drains only when deadlines pass.",
                Kind.LINES,
                new Axis("time since the first send (s)", Scale.LINEAR),
                new Axis("live timers", Scale.LOG),
                List.of("jvm", "load", "strategy", "elapsed s", "live timers"),
                rows.stream(),
                new Encoding(List.of(0, 1), 2, NONE, 3, 4, NONE, NONE, NONE),
                predicted,
                "timeline.csv; java -jar scenarios.jar timeline STRATEGY... --out DIR writes one");
    }

    private void sizes(String id, boolean broadcast, String question, String reading, String size) {
        List<String> columns =
                List.of("benchmark", "jvm", "strategy", "size", "added_ns", "added_ns_low", "added_ns_high");
        add(
                id,
                question,
                reading + " The bars are 95 % intervals.",
                Kind.LINES,
                new Axis(size, Scale.LOG),
                new Axis("added to each send (ns)", Scale.SIGNED),
                columns,
                costs().filter(found -> found.is("benchmark", "broadcast") == broadcast)
                        .sorted(Comparator.comparingDouble(found -> found.known("size")))
                        .map(found -> found.cells(columns)),
                new Encoding(List.of(0, 1), 2, NONE, 3, 4, 5, 6, NONE),
                List.of(),
                "a benchmark with several sizes in costs.csv");
    }

    private void debt() {
        Map<List<String>, List<Double>> sustained = evidence.rows(Schema.SUSTAINED)
                .filter(found -> found.has("ns_per_send"))
                .sorted(Comparator.comparingDouble(found -> found.known("ns_per_send")))
                .collect(Collectors.groupingBy(
                        found -> List.of(
                                found.jvm(),
                                "broadcast to " + Measure.shown(found.number("subscribers")),
                                found.strategy()),
                        Collectors.mapping(found -> found.known("ns_per_send"), Collectors.toList())));
        List<String> columns = List.of("point", "jvm", "strategy", "how", "ns_per_send");
        add(
                "debt",
                "What is paid after the send?",
                "A slice of 20 ms, the CPU that all threads of the process burnt for each of its sends, and, where measured, seconds of sends without a pause (the median). A timeout whose triangle or diamond lies far right of its circle leaves work for later.",
                Kind.DOTS,
                new Axis("ns for each send", Scale.LOG),
                STRATEGIES,
                columns,
                costs().flatMap(found -> {
                            List<Double> pauseless = sustained.getOrDefault(priced(found), List.of());
                            Map<String, Double> spent = new LinkedHashMap<>();
                            spent.put("slice", found.number("ns_per_send"));
                            spent.put("CPU of all threads", found.number("cpu_ns_per_send"));
                            spent.put(
                                    "without a pause",
                                    pauseless.isEmpty() ? null : pauseless.get(pauseless.size() / 2));
                            return spent.entrySet().stream()
                                    .map(one -> with(
                                            with(found.cells(columns.subList(0, 3)), one.getKey()),
                                            Found.plain(one.getValue())));
                        })
                        .filter(row -> row.get(4) != null),
                new Encoding(List.of(0, 1), 3, 2, 4, NONE, NONE, NONE, NONE),
                List.of(),
                "ns_per_send and cpu_ns_per_send in costs.csv; --full adds sustained.csv");
    }

    private void lateness() {
        Map<String, String> percentiles = new LinkedHashMap<>();
        percentiles.put("p50_us", "p50");
        percentiles.put("p90_us", "p90");
        percentiles.put("p99_us", "p99");
        percentiles.put("p99_9_us", "p99.9");
        percentiles.put("max_us", "latest");
        // Of several generations the worst: a picture of lateness must not hide any.
        Map<List<@Nullable Object>, Double> worst = new LinkedHashMap<>();
        evidence.rows(Schema.ACCURACY).sorted(cheapestFirst()).forEach(found -> {
            List<@Nullable Object> at = List.of(
                    found.text("condition"),
                    "given " + found.text("deadline_ms") + " ms",
                    found.text("lanes") + " lanes",
                    found.jvm(),
                    found.strategy());
            if (found.has("early") && found.known("early") > 0 && found.has("early_max_us")) {
                worst.merge(with(at, "earliest"), -found.known("early_max_us"), Math::min);
            }
            percentiles.forEach((column, name) -> {
                if (found.has(column)) {
                    worst.merge(with(at, name), found.known(column), Math::max);
                }
            });
        });
        add(
                "lateness",
                "When does a timeout fire?",
                "Expiry minus deadline, by percentile, the worst of several measurements. Left of zero is early, which is a fault.",
                Kind.DOTS,
                new Axis("lateness (µs), signed", Scale.SIGNED),
                STRATEGIES,
                List.of("condition", "deadline", "lanes", "jvm", "strategy", "percentile", "lateness µs"),
                worst.entrySet().stream().map(entry -> with(entry.getKey(), Found.plain(entry.getValue()))),
                new Encoding(List.of(0, 1, 2, 3), 5, 4, 6, NONE, NONE, NONE, NONE),
                List.of(new Mark("", "x", 0, "the deadline")),
                "accuracy.csv; java -jar scenarios.jar accuracy --out DIR writes one");
    }

    private void trade() {
        List<String> columns =
                List.of("jvm", "strategy", "family", "lateness_p99_us", "added_ns", "added_ns_low", "added_ns_high");
        add(
                "trade",
                "Is a cheap timeout a late one?",
                "Further left is more punctual, further down is cheaper. Those that no other beats in both are joined. Names that would lie on each other are left out; point at a mark for its name.",
                Kind.SCATTER,
                new Axis("lateness, 99th percentile (µs), idle", Scale.LOG),
                new Axis("added to each send (ns)", Scale.SIGNED),
                columns,
                standings.rows().stream()
                        .map(Standing::verdicts)
                        .filter(found -> found.has("lateness_p99_us") && found.has("added_ns"))
                        .map(found -> found.cells(columns)),
                new Encoding(List.of(0), 2, 1, 3, 4, 5, 6, NONE),
                List.of(),
                "lateness in verdicts.csv, which compare.sh writes where its budget has accuracy");
    }

    private void classes() {
        List<String> columns =
                List.of("sample", "ending", "jvm", "strategy", "class", "bytes_per_send", "objects_per_send");
        add(
                "classes",
                "What is left of a send that is over?",
                "Bytes for each send that a full GC does not free, by class. A strategy that leaves nothing is not here.",
                Kind.BARS,
                new Axis("retained (B per send)", Scale.LINEAR),
                STRATEGIES,
                columns,
                evidence.rows(Schema.RETENTION_CLASSES)
                        .sorted(Comparator.comparingInt((Found found) -> SAMPLES.indexOf(found.text("sample")))
                                .thenComparing(found -> !found.is("ending", "delivered"))
                                .thenComparing(cheapestFirst()))
                        .map(found -> found.cells(columns)),
                new Encoding(List.of(0, 1, 2), 4, 3, 5, NONE, NONE, NONE, NONE),
                List.of(),
                evidence.has(Schema.RETENTION)
                        ? "anything retained: no class grew with the sends"
                        : "retention-classes.csv");
    }

    private void control() {
        List<String> columns =
                List.of("point", "strategy", "jvm", "ratio_to_floor", "ratio_to_floor_low", "ratio_to_floor_high");
        add(
                "control",
                "How much is noise?",
                "The floor, measured in further JVMs as if it were a strategy. What it strays from 1 is what the machine adds to every figure here.",
                Kind.DOTS,
                new Axis("the floor again: times the floor", Scale.LINEAR),
                STRATEGIES,
                columns,
                evidence.rows(Schema.COSTS)
                        .filter(found -> found.isControl() && found.has("ratio_to_floor"))
                        .map(found -> {
                            List<@Nullable Object> row = found.cells(columns);
                            row.set(0, found.point() + ", " + found.strategy());
                            return row;
                        }),
                new Encoding(List.of(), 2, 0, 3, NONE, 4, 5, NONE),
                List.of(new Mark("", "x", 1, "the floor")),
                "rows of control-1 and control-2 in costs.csv; compare.sh measures them beside the floor, none");
    }

    /** What is known of a strategy's price, the headline's point first, the cheapest strategy of each point first. */
    private Stream<Found> costs() {
        List<Found> costs = evidence.rows(Schema.COSTS)
                .filter(found -> !found.isControl() && found.has("added_ns"))
                .toList();
        List<String> points = Stream.concat(standings.rows().stream().map(Standing::verdicts), costs.stream())
                .map(Found::point)
                .distinct()
                .toList();
        Map<String, Double> cheapest = new HashMap<>();
        costs.forEach(found -> cheapest.merge(found.point() + found.strategy(), found.known("added_ns"), Math::min));
        return costs.stream()
                .sorted(Comparator.comparingInt((Found found) -> points.indexOf(found.point()))
                        .thenComparing(found -> cheapest.get(found.point() + found.strategy())));
    }

    private Comparator<Found> cheapestFirst() {
        List<String> order = standings.cheapestFirst();
        return Comparator.comparingInt(
                found -> order.contains(found.strategy()) ? order.indexOf(found.strategy()) : Integer.MAX_VALUE);
    }

    @SuppressWarnings("TooManyParameters") // what a picture is made of; each is a different type or named at the call
    private void add(
            String id,
            String question,
            String reading,
            Kind kind,
            Axis x,
            Axis y,
            List<String> columns,
            Stream<List<@Nullable Object>> rows,
            Encoding encode,
            List<Mark> marks,
            String needs) {
        Map<String, List<List<@Nullable Object>>> byFacet = rows.collect(Collectors.groupingBy(
                row -> facet(encode.facets().stream()
                        .map(i -> String.valueOf(row.get(i)))
                        .toArray(String[]::new)),
                LinkedHashMap::new,
                Collectors.toList()));
        if (byFacet.isEmpty()) {
            undrawn.put(question, needs);
            return;
        }
        List<String> single = byFacet.entrySet().stream()
                .filter(facet -> isSinglePoint(kind, encode, facet.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        single.forEach(byFacet::remove);
        if (!single.isEmpty()) {
            undrawn.put(
                    byFacet.isEmpty() ? question : question + " " + String.join("; ", single),
                    "one point on the axis is no picture; its figures stand in the CSV");
        }
        if (!byFacet.isEmpty()) {
            List<List<@Nullable Object>> all =
                    byFacet.values().stream().flatMap(List::stream).toList();
            List<String> headings = columns.stream().map(Sheet::heading).toList();
            drawn.add(new Picture(id, question, reading, kind, x, y, headings, all, encode, marks, 0));
        }
    }

    /** Lines need two places along their axis, dots two rows; a bar is split, and so says something alone. */
    private static boolean isSinglePoint(Kind kind, Encoding encode, List<List<@Nullable Object>> rows) {
        return switch (kind) {
            case LINES ->
                rows.stream().map(row -> row.get(encode.x())).distinct().count() < 2;
            case DOTS, SCATTER -> rows.size() < 2;
            case BARS -> false;
        };
    }

    private static List<@Nullable Object> with(List<@Nullable Object> cells, @Nullable Object last) {
        List<@Nullable Object> longer = new ArrayList<>(cells);
        longer.add(last);
        return longer;
    }

    /** A combination of facets, as the page's script names it. */
    private static String facet(String... cells) {
        return Arrays.stream(cells).map(Objects::requireNonNull).collect(Collectors.joining(" · "));
    }
}
