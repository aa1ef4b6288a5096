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

    private static final String CONTROL = "control";
    private static final int NONE = -1;
    private static final Mark FLOOR = new Mark("", "x", 1, "the floor");

    private final Evidence evidence;
    private final Standings standings;
    private final List<Picture> drawn = new ArrayList<>();
    private final Map<String, String> undrawn = new LinkedHashMap<>();

    Pictures(Evidence evidence, Standings standings) {
        this.evidence = evidence;
        this.standings = standings;
        price();
        live();
        subscribers();
        outstanding();
        growth();
        bytes();
        lateness();
        trade();
        jdks();
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
        add(
                "price",
                "What does a send cost, against no timeout at all?",
                "Times the price of the floor, with the 95 % interval. Further left is cheaper.",
                Kind.DOTS,
                new Axis("price: times the floor's ns per send", Scale.LOG),
                new Axis("strategy", Scale.LINEAR),
                List.of("strategy", "measured on", "times the floor", "from", "to"),
                cheapest()
                        .filter(row -> row.ratio().value() != null)
                        .map(row -> cells(
                                row.strategy(),
                                row.jvm(),
                                row.ratio().value(),
                                row.ratio().low(),
                                row.ratio().high())),
                new Encoding(List.of(), 1, 0, 2, NONE, 3, 4),
                List.of(FLOOR),
                "ratio_to_floor in verdicts.csv; measure the floor, none, beside the others");
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
                new Encoding(List.of(0, 1), 2, NONE, 3, 4, NONE, NONE),
                predicted,
                "timeline.csv; java -jar scenarios.jar timeline STRATEGY... --out DIR writes one");
    }

    private void subscribers() {
        add(
                "cost-subscribers",
                "Does a send get dearer as a broadcast grows?",
                "A blocking broadcast: one send at a time for each worker. The bars are 95 % intervals.",
                Kind.LINES,
                new Axis("subscribers", Scale.LOG),
                new Axis("price (ns per send)", Scale.LOG),
                List.of("measured on", "strategy", "subscribers", "ns/send", "from", "to"),
                costs().filter(found -> found.row().text("benchmark").equals("broadcast"))
                        .map(found -> cells(
                                evidence.jvm(found),
                                found.row().text("strategy"),
                                Cells.number(found.row(), "size"),
                                Cells.number(found.row(), "ns_per_send"),
                                Cells.number(found.row(), "ns_per_send_low"),
                                Cells.number(found.row(), "ns_per_send_high"))),
                new Encoding(List.of(0), 1, NONE, 2, 3, 4, 5),
                List.of(),
                "rows of broadcast in costs.csv");
    }

    private void outstanding() {
        add(
                "cost-outstanding",
                "Does a send get dearer as more timers are outstanding?",
                "In flight, armed beside others, or due in one storm. A heap grows with what it holds; a wheel should not. 95 % intervals.",
                Kind.LINES,
                new Axis("outstanding, or due at once", Scale.LOG),
                new Axis("price (ns per send)", Scale.LOG),
                List.of("benchmark", "measured on", "strategy", "outstanding", "ns/send", "from", "to"),
                costs().filter(found -> !found.row().text("benchmark").equals("broadcast"))
                        .map(found -> cells(
                                found.row().text("benchmark"),
                                evidence.jvm(found),
                                found.row().text("strategy"),
                                Cells.number(found.row(), "size"),
                                Cells.number(found.row(), "ns_per_send"),
                                Cells.number(found.row(), "ns_per_send_low"),
                                Cells.number(found.row(), "ns_per_send_high"))),
                new Encoding(List.of(0, 1), 2, NONE, 3, 4, 5, 6),
                List.of(),
                "benchmarks with outstanding sends in costs.csv");
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
                        .filter(found -> !found.row().text("strategy").equals(CONTROL))
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
                new Encoding(List.of(0), 2, 1, 3, NONE, 4, 5),
                List.of(new Mark("", "x", 0, "does not grow")),
                "exponents with intervals in growth.csv; measure at three sizes or more");
    }

    private void bytes() {
        List<String> headlines = standings.rows().stream()
                .map(row -> row.jvm() + "\n" + row.point())
                .distinct()
                .toList();
        add(
                "bytes",
                "How much garbage does a send make?",
                "Bytes allocated for each send, by all threads, with the 95 % interval. Garbage is not a leak, but it is not free.",
                Kind.DOTS,
                new Axis("allocated (B per send)", Scale.LINEAR),
                new Axis("strategy", Scale.LINEAR),
                List.of("strategy", "measured on", "B/send", "from", "to"),
                costs().filter(found -> headlines.contains(evidence.jvm(found) + "\n"
                                + found.row().text("benchmark") + " "
                                + found.row().text("size")))
                        .map(found -> cells(
                                found.row().text("strategy"),
                                evidence.jvm(found),
                                Cells.number(found.row(), "bytes_per_send"),
                                Cells.number(found.row(), "bytes_per_send_low"),
                                Cells.number(found.row(), "bytes_per_send_high")))
                        .filter(row -> row.get(2) != null),
                new Encoding(List.of(), 1, 0, 2, NONE, 3, 4),
                List.of(),
                "the rows of the headline's size in costs.csv");
    }

    private void lateness() {
        Map<String, String> percentiles = new LinkedHashMap<>();
        percentiles.put("p50_us", "p50");
        percentiles.put("p90_us", "p90");
        percentiles.put("p99_us", "p99");
        percentiles.put("p99_9_us", "p99.9");
        percentiles.put("max_us", "latest");
        // Of several rounds the worst: a picture of lateness must not hide any.
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
                "Expiry minus deadline, by percentile, the worst round. Left of zero is early, which is a fault.",
                Kind.DOTS,
                new Axis("lateness (µs), signed", Scale.SIGNED),
                new Axis("strategy", Scale.LINEAR),
                List.of("condition", "deadline", "lanes", "measured on", "strategy", "percentile", "lateness (µs)"),
                worst.entrySet().stream().map(entry -> {
                    List<@Nullable Object> row = new ArrayList<>(entry.getKey());
                    row.add(plain(entry.getValue()));
                    return row;
                }),
                new Encoding(List.of(0, 1, 2, 3), 5, 4, 6, NONE, NONE, NONE),
                List.of(new Mark("", "x", 0, "the deadline")),
                "accuracy.csv; java -jar scenarios.jar accuracy --out DIR writes one");
    }

    private void trade() {
        add(
                "trade",
                "Is a cheap timeout a late one?",
                "Further left is more punctual, further down is cheaper. Those that no other beats in both are joined.",
                Kind.SCATTER,
                new Axis("lateness, 99th percentile (µs), idle", Scale.LOG),
                new Axis("price: times the floor's ns per send", Scale.LOG),
                List.of("measured on", "strategy", "family", "lateness p99 (µs)", "times the floor", "from", "to"),
                standings.rows().stream()
                        .filter(row -> row.latenessMicros().value() != null
                                && row.ratio().value() != null)
                        .map(row -> cells(
                                row.jvm(),
                                row.strategy(),
                                row.family(),
                                row.latenessMicros().value(),
                                row.ratio().value(),
                                row.ratio().low(),
                                row.ratio().high())),
                new Encoding(List.of(0), 2, 1, 3, 4, 5, 6),
                List.of(),
                "lateness in verdicts.csv, which compare.sh writes where its budget has accuracy");
    }

    private void jdks() {
        boolean several = standings.jvms().size() > 1;
        add(
                "jdks",
                "Does the JDK change the price?",
                "The same strategies, JVM beside JVM. Compare within one run only: between runs the machine may differ.",
                Kind.DOTS,
                new Axis("price (ns per send)", Scale.LOG),
                new Axis("strategy", Scale.LINEAR),
                List.of("strategy", "measured on", "ns/send", "from", "to"),
                cheapest()
                        .filter(row -> several && row.nanos().value() != null)
                        .map(row -> cells(
                                row.strategy(),
                                row.jvm(),
                                row.nanos().value(),
                                row.nanos().low(),
                                row.nanos().high())),
                new Encoding(List.of(), 1, 0, 2, NONE, 3, 4),
                List.of(),
                "a second JVM; give compare.sh --jdk twice, or this report several runs");
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
                new Encoding(List.of(0, 1, 2), 4, 3, 5, NONE, NONE, NONE),
                List.of(),
                evidence.has(Schema.RETENTION)
                        ? "anything retained: no class grew with the sends"
                        : "retention-classes.csv");
    }

    private void control() {
        add(
                "control",
                "How much is noise?",
                "The floor, measured a second time as if it were a strategy. Its interval should hold 1; what it strays is what the machine adds to every figure here.",
                Kind.DOTS,
                new Axis("the floor again: times the floor", Scale.LINEAR),
                new Axis("point", Scale.LINEAR),
                List.of("point", "measured on", "times the floor", "from", "to"),
                evidence.rows(Schema.COSTS)
                        .filter(found -> found.row().text("strategy").equals(CONTROL))
                        .map(found -> cells(
                                found.row().text("benchmark") + " "
                                        + found.row().text("size"),
                                evidence.jvm(found),
                                Cells.number(found.row(), "ratio_to_floor"),
                                Cells.number(found.row(), "ratio_to_floor_low"),
                                Cells.number(found.row(), "ratio_to_floor_high")))
                        .filter(row -> row.get(2) != null),
                new Encoding(List.of(), 1, 0, 2, NONE, 3, 4),
                List.of(FLOOR),
                "rows of control in costs.csv; compare.sh measures it whenever it measures the floor, none");
    }

    private Stream<Standing> cheapest() {
        List<String> order = standings.cheapestFirst();
        return standings.rows().stream().sorted(Comparator.comparingInt(row -> order.indexOf(row.strategy())));
    }

    private Stream<Found> costs() {
        return evidence.rows(Schema.COSTS)
                .filter(found -> !found.row().text("strategy").equals(CONTROL)
                        && Cells.number(found.row(), "ns_per_send") != null)
                .sorted(cheapestFirst());
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
        List<List<@Nullable Object>> all = rows.toList();
        if (all.isEmpty()) {
            undrawn.put(question, needs);
        } else {
            drawn.add(new Picture(id, question, reading, kind, x, y, columns, all, encode, marks, 0));
        }
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
