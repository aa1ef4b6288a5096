package afterglow.report;

import afterglow.report.Evidence.Found;
import afterglow.report.Picture.Axis;
import afterglow.report.Picture.Encoding;
import afterglow.report.Picture.Kind;
import afterglow.report.Picture.Mark;
import afterglow.report.Picture.Scale;
import afterglow.results.Row;
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
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The questions that a report answers with a picture, and what each needs. */
final class Pictures {

    private static final int NONE = -1;

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
        growth();
        debt();
        bytes();
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
        Map<List<Object>, Double> floors = evidence.rows(Schema.GENERATIONS)
                .filter(found -> Cells.isFloor(found.row()) && Cells.number(found.row(), "level_ns") != null)
                .collect(Collectors.groupingBy(this::generation, Collectors.averagingDouble(Pictures::level)));
        Map<List<Object>, List<Object>> each = evidence.rows(Schema.GENERATIONS)
                .filter(found -> floors.containsKey(generation(found)) && Cells.number(found.row(), "level_ns") != null)
                .collect(Collectors.groupingBy(
                        this::priced,
                        Collectors.mapping(
                                found -> plain(level(found) - floors.get(generation(found))), Collectors.toList())));
        add(
                "price",
                "What does a timeout add to a send?",
                "ns more than a send without a timeout: the estimate with its 95 % interval, and a small dot for each JVM. Further left is cheaper; what reaches the dashed line cannot be told from no timeout.",
                Kind.DOTS,
                new Axis("added to each send (ns)", Scale.SIGNED),
                new Axis("strategy", Scale.LINEAR),
                List.of(
                        "point",
                        "strategy",
                        "measured on",
                        "added ns",
                        "from",
                        "to",
                        "each JVM, ns",
                        "modes",
                        "settled"),
                costs().map(found -> cells(
                        Cells.point(found.row()),
                        found.row().text("strategy"),
                        evidence.jvm(found),
                        Cells.number(found.row(), "added_ns"),
                        Cells.number(found.row(), "added_ns_low"),
                        Cells.number(found.row(), "added_ns_high"),
                        each.getOrDefault(priced(found), List.of()),
                        found.row().text("modes"),
                        Cells.unsettled(found.row()) ? "no" : "")),
                new Encoding(List.of(0), 2, 1, 3, NONE, 4, 5, 6),
                List.of(new Mark("", "x", 0, "no timeout")),
                "added_ns in costs.csv; measure the floor, none, beside the others");
    }

    private static double level(Found found) {
        return found.row().number("level_ns").orElseThrow();
    }

    /** One set of JVMs at one point. */
    private List<Object> generation(Found found) {
        return List.of(
                evidence.jvm(found), Cells.point(found.row()), found.row().text("generation"));
    }

    /** One strategy at one point. */
    private List<Object> priced(Found found) {
        return List.of(
                evidence.jvm(found), Cells.point(found.row()), found.row().text("strategy"));
    }

    private void live() {
        List<Mark> predicted = new ArrayList<>();
        Map<List<String>, String> loads = new LinkedHashMap<>();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        evidence.rows(Schema.TIMELINE).forEach(found -> {
            Row row = found.row();
            Double elapsed = Cells.number(row, "elapsed_ms");
            String load = loads.computeIfAbsent(
                    List.of(evidence.jvm(found), row.text("rate_per_s"), row.text("timeout_ms")), key -> {
                        Double rate = Cells.number(row, "rate_per_s");
                        Double timeout = Cells.number(row, "timeout_ms");
                        String name = "%s sends/s, given %s ms".formatted(Cells.shown(rate), Cells.shown(timeout));
                        if (rate != null && timeout != null) {
                            predicted.add(
                                    new Mark(facet(key.get(0), name), "y", rate * timeout / 1e3, "rate x timeout"));
                        }
                        return name;
                    });
            rows.add(cells(
                    evidence.jvm(found),
                    load,
                    row.text("strategy"),
                    elapsed == null ? null : elapsed / 1e3,
                    Cells.number(row, "live_timers")));
        });
        add(
                "live",
                "How many timers are alive, while sends go on and after?",
                "A timer that outlives its send piles up to rate x timeout, the dashed line, and drains only when deadlines pass.",
                Kind.LINES,
                new Axis("time since the first send (s)", Scale.LINEAR),
                new Axis("live timers", Scale.LOG),
                List.of("measured on", "load", "strategy", "elapsed (s)", "live timers"),
                rows.stream(),
                new Encoding(List.of(0, 1), 2, NONE, 3, 4, NONE, NONE, NONE),
                predicted,
                "timeline.csv; java -jar scenarios.jar timeline STRATEGY... --out DIR writes one");
    }

    private void sizes(String id, boolean broadcast, String question, String reading, String size) {
        add(
                id,
                question,
                reading + " The bars are 95 % intervals.",
                Kind.LINES,
                new Axis(size, Scale.LOG),
                new Axis("added to each send (ns)", Scale.SIGNED),
                List.of("benchmark", "measured on", "strategy", size, "added ns", "from", "to"),
                costs().filter(found -> found.row().text("benchmark").equals("broadcast") == broadcast)
                        .sorted(Comparator.comparingLong(found -> found.row().whole("size")))
                        .map(found -> cells(
                                found.row().text("benchmark"),
                                evidence.jvm(found),
                                found.row().text("strategy"),
                                Cells.number(found.row(), "size"),
                                Cells.number(found.row(), "added_ns"),
                                Cells.number(found.row(), "added_ns_low"),
                                Cells.number(found.row(), "added_ns_high"))),
                new Encoding(List.of(0, 1), 2, NONE, 3, 4, 5, 6, NONE),
                List.of(),
                "a benchmark with several sizes in costs.csv");
    }

    private void debt() {
        Map<List<Object>, List<Double>> sustained = evidence.rows(Schema.SUSTAINED)
                .filter(found -> Cells.number(found.row(), "ns_per_send") != null)
                .collect(Collectors.groupingBy(
                        found -> List.of(
                                evidence.jvm(found),
                                "broadcast to " + Cells.shown(Cells.number(found.row(), "subscribers")),
                                found.row().text("strategy")),
                        Collectors.mapping(
                                found -> found.row().number("ns_per_send").orElseThrow(),
                                Collectors.collectingAndThen(
                                        Collectors.toList(),
                                        values -> values.stream().sorted().toList()))));
        add(
                "debt",
                "What is paid after the send?",
                "A slice of 20 ms, the CPU that all threads of the process burnt for each of its sends, and, where measured, seconds of sends without a pause. A timeout whose triangle or diamond lies far right of its circle leaves work for later.",
                Kind.DOTS,
                new Axis("ns for each send", Scale.LOG),
                new Axis("strategy", Scale.LINEAR),
                List.of("point", "measured on", "strategy", "how", "ns/send", "each iteration"),
                costs().flatMap(found -> {
                    List<Double> pauseless = sustained.getOrDefault(priced(found), List.of());
                    return Stream.of(
                                    debt(found, "slice", Cells.number(found.row(), "ns_per_send"), List.of()),
                                    debt(
                                            found,
                                            "CPU of all threads",
                                            Cells.number(found.row(), "cpu_ns_per_send"),
                                            List.of()),
                                    debt(found, "without a pause", median(pauseless), pauseless))
                            .filter(row -> row.get(4) != null);
                }),
                new Encoding(List.of(0, 1), 3, 2, 4, NONE, NONE, NONE, NONE),
                List.of(),
                "ns_per_send and cpu_ns_per_send in costs.csv; --full adds sustained.csv");
    }

    private List<@Nullable Object> debt(Found found, String how, @Nullable Double nanos, List<Double> iterations) {
        return cells(
                Cells.point(found.row()), evidence.jvm(found), found.row().text("strategy"), how, nanos, iterations);
    }

    private static @Nullable Double median(List<Double> sorted) {
        int last = sorted.size() - 1;
        return last < 0 ? null : (Double) ((sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2);
    }

    private void growth() {
        add(
                "growth",
                "How fast does the price grow with the load?",
                "The exponent of price over size: 0 does not grow, 1 doubles when the size doubles. 95 % intervals.",
                Kind.DOTS,
                new Axis("exponent", Scale.LINEAR),
                new Axis("strategy", Scale.LINEAR),
                List.of("benchmark", "strategy", "measured on", "exponent", "from", "to"),
                evidence.rows(Schema.GROWTH)
                        .filter(found -> !Cells.isControl(found.row()))
                        .sorted(cheapestFirst())
                        .map(found -> cells(
                                found.row().text("benchmark"),
                                found.row().text("strategy"),
                                evidence.jvm(found),
                                Cells.number(found.row(), "exponent"),
                                Cells.number(found.row(), "exponent_low"),
                                Cells.number(found.row(), "exponent_high")))
                        // Two sizes make an exponent, but no interval, and so no answer.
                        .filter(row -> row.get(3) != null && row.get(4) != null),
                new Encoding(List.of(0), 2, 1, 3, NONE, 4, 5, NONE),
                List.of(new Mark("", "x", 0, "does not grow")),
                "exponents with intervals in growth.csv; measure at three sizes or more");
    }

    private void bytes() {
        add(
                "bytes",
                "How much garbage does a send make?",
                "Bytes allocated for each send, by all threads. Garbage is not a leak, but it is not free.",
                Kind.DOTS,
                new Axis("allocated (B per send)", Scale.LINEAR),
                new Axis("strategy", Scale.LINEAR),
                List.of("point", "strategy", "measured on", "B/send"),
                costs().filter(found -> Cells.number(found.row(), "bytes_per_send") != null)
                        .map(found -> cells(
                                Cells.point(found.row()),
                                found.row().text("strategy"),
                                evidence.jvm(found),
                                Cells.number(found.row(), "bytes_per_send"))),
                new Encoding(List.of(0), 2, 1, 3, NONE, NONE, NONE, NONE),
                List.of(),
                "bytes_per_send in costs.csv");
    }

    private void lateness() {
        Map<String, String> percentiles = new LinkedHashMap<>();
        percentiles.put("p50_us", "p50");
        percentiles.put("p90_us", "p90");
        percentiles.put("p99_us", "p99");
        percentiles.put("p99_9_us", "p99.9");
        percentiles.put("max_us", "latest");
        // Of several generations the worst: a picture of lateness must not hide any.
        Map<List<Object>, Double> worst = new LinkedHashMap<>();
        evidence.rows(Schema.ACCURACY).sorted(cheapestFirst()).forEach(found -> {
            Row row = found.row();
            List<Object> at = List.of(
                    Cells.text(row, "condition"),
                    "given " + Cells.text(row, "deadline_ms") + " ms",
                    Cells.text(row, "lanes") + " lanes",
                    evidence.jvm(found),
                    row.text("strategy"));
            Double early = Cells.number(row, "early");
            Double earliest = Cells.number(row, "early_max_us");
            if (early != null && early > 0 && earliest != null) {
                worst.merge(with(at, "earliest"), -earliest, Math::min);
            }
            percentiles.forEach((column, name) -> {
                Double micros = Cells.number(row, column);
                if (micros != null) {
                    worst.merge(with(at, name), micros, Math::max);
                }
            });
        });
        add(
                "lateness",
                "When does a timeout fire?",
                "Expiry minus deadline, by percentile, the worst of several measurements. Left of zero is early, which is a fault.",
                Kind.DOTS,
                new Axis("lateness (µs), signed", Scale.SIGNED),
                new Axis("strategy", Scale.LINEAR),
                List.of("condition", "deadline", "lanes", "measured on", "strategy", "percentile", "lateness (µs)"),
                worst.entrySet().stream().map(entry -> {
                    List<@Nullable Object> row = new ArrayList<>(entry.getKey());
                    row.add(plain(entry.getValue()));
                    return row;
                }),
                new Encoding(List.of(0, 1, 2, 3), 5, 4, 6, NONE, NONE, NONE, NONE),
                List.of(new Mark("", "x", 0, "the deadline")),
                "accuracy.csv; java -jar scenarios.jar accuracy --out DIR writes one");
    }

    private void trade() {
        add(
                "trade",
                "Is a cheap timeout a late one?",
                "Further left is more punctual, further down is cheaper. Those that no other beats in both are joined. Names that would lie on each other are left out; point at a mark for its name.",
                Kind.SCATTER,
                new Axis("lateness, 99th percentile (µs), idle", Scale.LOG),
                new Axis("added to each send (ns)", Scale.SIGNED),
                List.of("measured on", "strategy", "family", "lateness p99 (µs)", "added ns", "from", "to"),
                standings.rows().stream()
                        .map(row -> cells(
                                row.jvm(),
                                row.strategy(),
                                row.text("family"),
                                row.measure("lateness_p99_us").value(),
                                row.measure("added_ns").value(),
                                row.measure("added_ns").low(),
                                row.measure("added_ns").high()))
                        .filter(row -> row.get(3) != null && row.get(4) != null),
                new Encoding(List.of(0), 2, 1, 3, 4, 5, 6, NONE),
                List.of(),
                "lateness in verdicts.csv, which compare.sh writes where its budget has accuracy");
    }

    private void classes() {
        // Counts do not differ from round to round; the first is as good as any.
        Map<List<Object>, Found> first = new LinkedHashMap<>();
        evidence.rows(Schema.RETENTION_CLASSES)
                .sorted(Comparator.comparingInt((Found found) -> List.of("settled", "immediate", "after-deadline")
                                .indexOf(found.row().text("sample")))
                        .thenComparing(found -> !found.row().text("ending").equals("delivered"))
                        .thenComparing(cheapestFirst()))
                .forEach(found -> first.putIfAbsent(
                        Stream.concat(
                                        Stream.of(evidence.jvm(found)),
                                        Stream.of("sample", "ending", "strategy", "class")
                                                .map(found.row()::text))
                                .collect(Collectors.toCollection(ArrayList::new)),
                        found));
        add(
                "classes",
                "What is left of a send that is over?",
                "Bytes for each send that a full GC does not free, by class. A strategy that leaves nothing is not here.",
                Kind.BARS,
                new Axis("retained (B per send)", Scale.LINEAR),
                new Axis("strategy", Scale.LINEAR),
                List.of(
                        "sampled",
                        "sends",
                        "measured on",
                        "strategy",
                        "class",
                        "B/send",
                        "objects/send",
                        "objects from",
                        "objects to"),
                first.values().stream()
                        .map(found -> cells(
                                found.row().text("sample"),
                                found.row().text("ending"),
                                evidence.jvm(found),
                                found.row().text("strategy"),
                                found.row().text("class"),
                                Cells.number(found.row(), "bytes_per_send"),
                                Cells.number(found.row(), "objects_per_send"),
                                Cells.number(found.row(), "objects_per_send_low"),
                                Cells.number(found.row(), "objects_per_send_high"))),
                new Encoding(List.of(0, 1, 2), 4, 3, 5, NONE, NONE, NONE, NONE),
                List.of(),
                evidence.has(Schema.RETENTION)
                        ? "anything retained: no class grew with the sends"
                        : "retention-classes.csv");
    }

    private void control() {
        add(
                "control",
                "How much is noise?",
                "The floor, measured in further JVMs as if it were a strategy. What it strays from 1 is what the machine adds to every figure here.",
                Kind.DOTS,
                new Axis("the floor again: times the floor", Scale.LINEAR),
                new Axis("point", Scale.LINEAR),
                List.of("point", "measured on", "times the floor", "from", "to"),
                evidence.rows(Schema.COSTS)
                        .filter(found ->
                                Cells.isControl(found.row()) && Cells.number(found.row(), "ratio_to_floor") != null)
                        .map(found -> cells(
                                Cells.point(found.row()) + ", " + found.row().text("strategy"),
                                evidence.jvm(found),
                                Cells.number(found.row(), "ratio_to_floor"),
                                Cells.number(found.row(), "ratio_to_floor_low"),
                                Cells.number(found.row(), "ratio_to_floor_high"))),
                new Encoding(List.of(), 1, 0, 2, NONE, 3, 4, NONE),
                List.of(new Mark("", "x", 1, "the floor")),
                "rows of control-1 and control-2 in costs.csv; compare.sh measures them beside the floor, none");
    }

    /** What is known of a strategy's price, the headline's point first, the cheapest strategy of each point first. */
    private Stream<Found> costs() {
        List<Found> costs = evidence.rows(Schema.COSTS)
                .filter(found -> !Cells.isControl(found.row()) && Cells.number(found.row(), "added_ns") != null)
                .toList();
        List<String> points = Stream.concat(
                        standings.rows().stream().map(Standing::point),
                        costs.stream().map(found -> Cells.point(found.row())))
                .distinct()
                .toList();
        Map<String, Double> cheapest = new HashMap<>();
        costs.forEach(found -> cheapest.merge(
                Cells.point(found.row()) + found.row().text("strategy"),
                found.row().number("added_ns").orElseThrow(),
                Math::min));
        return costs.stream()
                .sorted(Comparator.comparingInt((Found found) -> points.indexOf(Cells.point(found.row())))
                        .thenComparing(found -> cheapest.get(
                                Cells.point(found.row()) + found.row().text("strategy"))));
    }

    private Comparator<Found> cheapestFirst() {
        Map<String, Integer> ranks = new TreeMap<>();
        standings.cheapestFirst().forEach(strategy -> ranks.put(strategy, ranks.size()));
        return Comparator.comparingInt(found -> ranks.getOrDefault(found.row().text("strategy"), Integer.MAX_VALUE));
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
            drawn.add(new Picture(id, question, reading, kind, x, y, columns, all, encode, marks, 0));
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

    private static List<@Nullable Object> cells(@Nullable Object... values) {
        return Arrays.stream(values)
                .map(value -> value instanceof Double number ? plain(number) : value)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Whole numbers without a point: shorter, and as the CSV has them. */
    private static Object plain(Double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) value.longValue() : value;
    }

    private static List<Object> with(List<Object> key, String last) {
        List<Object> longer = new ArrayList<>(key);
        longer.add(last);
        return longer;
    }

    /** A combination of facets, as the page's script names it. */
    private static String facet(String... cells) {
        return Arrays.stream(cells).map(Objects::requireNonNull).collect(Collectors.joining(" · "));
    }
}
