package afterglow.report;

import afterglow.report.Picture.Mark;
import afterglow.results.Schema;
import com.google.gson.Gson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The questions that a report answers with a picture: {@code pictures.json} says how, and here are the rows of each. */
final class Pictures {

    private static final List<String> SAMPLES = List.of("settled", "immediate", "after-deadline");
    private static final List<String> PERCENTILES = List.of("p50_us", "p90_us", "p99_us", "p99_9_us", "max_us");

    private final Evidence evidence;
    private final List<Picture> drawn = new ArrayList<>();
    private final Map<String, String> undrawn = new LinkedHashMap<>();

    Pictures(Evidence evidence) throws IOException {
        this.evidence = evidence;
        for (Picture planned : new Gson().fromJson(Report.resource("pictures.json"), Picture[].class)) {
            Stream<List<@Nullable Object>> rows =
                    rows(planned.id(), planned.columns().keySet());
            List<Mark> marks = Objects.requireNonNullElse(planned.marks(), List.of());
            add(planned.with(rows.toList(), planned.id().equals("live") ? predicted() : marks));
        }
    }

    List<Picture> drawn() {
        return drawn;
    }

    /** The questions of the others, and what each lacks. */
    Map<String, String> undrawn() {
        return undrawn;
    }

    private void add(Picture picture) {
        if (picture.rows().isEmpty()) {
            boolean counted = picture.id().equals("classes")
                    && evidence.rows(Schema.RETENTION).findAny().isPresent();
            undrawn.put(
                    picture.question(), counted ? "anything retained: no class grew with the sends" : picture.needs());
            return;
        }
        Map<String, List<List<@Nullable Object>>> byFacet = picture.byFacet();
        List<String> single = byFacet.keySet().stream()
                .filter(facet -> picture.isSinglePoint(byFacet.get(facet)))
                .toList();
        single.forEach(byFacet::remove);
        if (!single.isEmpty()) {
            undrawn.put(
                    byFacet.isEmpty() ? picture.question() : picture.question() + " " + String.join("; ", single),
                    "one point on the axis is no picture; its figures stand in the CSV");
        }
        if (!byFacet.isEmpty()) {
            drawn.add(
                    picture.with(byFacet.values().stream().flatMap(List::stream).toList(), 0));
        }
    }

    private Stream<List<@Nullable Object>> rows(String id, Collection<String> columns) {
        return switch (id) {
            case "price" -> price(columns);
            case "live" -> evidence.rows(Schema.TIMELINE).map(found -> found.cells(columns));
            case "cost-subscribers" -> sizes(true, columns);
            case "cost-outstanding" -> sizes(false, columns);
            case "debt" -> debt();
            case "lateness" -> lateness();
            case "trade" ->
                evidence.verdicts().stream()
                        .filter(row -> row.has("lateness_p99_us") && row.has("added_ns"))
                        .map(row -> row.cells(columns));
            case "classes" ->
                evidence.rows(Schema.RETENTION_CLASSES)
                        .sorted(Comparator.comparingInt((Found found) -> SAMPLES.indexOf(found.text("sample")))
                                .thenComparing(found -> !found.is("ending", "delivered"))
                                .thenComparing(cheapestFirst()))
                        .map(found -> found.cells(columns));
            case "control" ->
                evidence.rows(Schema.COSTS)
                        .filter(found -> found.isControl() && found.has("ratio_to_floor"))
                        .map(found -> {
                            List<@Nullable Object> row = found.cells(columns);
                            row.set(0, found.point() + ", " + found.strategy());
                            return row;
                        });
            default -> throw new IllegalStateException("pictures.json has a picture without rows: " + id);
        };
    }

    private Stream<List<@Nullable Object>> price(Collection<String> columns) {
        List<Found> levels = evidence.rows(Schema.GENERATIONS)
                .filter(found -> found.has("level_ns"))
                .toList();
        Map<List<String>, Double> floors = levels.stream()
                .filter(Found::isFloor)
                .collect(Collectors.groupingBy(
                        Pictures::generation, Collectors.averagingDouble(found -> found.number("level_ns"))));
        Map<List<String>, List<Double>> each = levels.stream()
                .filter(found -> floors.containsKey(generation(found)))
                .collect(Collectors.groupingBy(
                        Pictures::priced,
                        Collectors.mapping(
                                found -> found.number("level_ns") - floors.get(generation(found)),
                                Collectors.toList())));
        return costs().map(found -> {
            List<@Nullable Object> row = found.cells(columns);
            row.set(row.size() - 1, each.getOrDefault(priced(found), List.of()));
            return row;
        });
    }

    private static List<String> generation(Found found) {
        return List.of(found.jvm(), found.point(), found.text("generation"));
    }

    private static List<String> priced(Found found) {
        return List.of(found.jvm(), found.point(), found.strategy());
    }

    private List<Mark> predicted() {
        return evidence.rows(Schema.TIMELINE)
                .filter(found -> found.has("rate_per_s") && found.has("timeout_ms"))
                .map(found -> new Mark(
                        found.jvm() + " · " + found.load(),
                        "y",
                        found.number("rate_per_s") * found.number("timeout_ms") / 1e3,
                        "rate x timeout"))
                .distinct()
                .toList();
    }

    private Stream<List<@Nullable Object>> sizes(boolean broadcast, Collection<String> columns) {
        return costs().filter(found -> found.is("benchmark", "broadcast") == broadcast)
                .sorted(Comparator.comparingDouble(found -> found.number("size")))
                .map(found -> found.cells(columns));
    }

    private Stream<List<@Nullable Object>> debt() {
        Map<List<String>, List<Double>> sustained = evidence.rows(Schema.SUSTAINED)
                .filter(found -> found.has("ns_per_send"))
                .sorted(Comparator.comparingDouble(found -> found.number("ns_per_send")))
                .collect(Collectors.groupingBy(
                        Pictures::priced,
                        Collectors.mapping(found -> found.number("ns_per_send"), Collectors.toList())));
        return costs().flatMap(found -> {
            List<Double> pauseless = sustained.getOrDefault(priced(found), List.of());
            double median = pauseless.isEmpty() ? Double.NaN : pauseless.get(pauseless.size() / 2);
            return Stream.of(
                            spent(found, "slice", found.number("ns_per_send")),
                            spent(found, "CPU of all threads", found.number("cpu_ns_per_send")),
                            spent(found, "without a pause", median))
                    .filter(row -> row.get(4) != null);
        });
    }

    private static List<@Nullable Object> spent(Found found, String how, double nanos) {
        return Arrays.asList(found.point(), found.jvm(), found.strategy(), how, Found.plain(nanos));
    }

    /** Of several generations the worst: a picture of lateness must not hide any. */
    private Stream<List<@Nullable Object>> lateness() {
        Map<List<String>, Double> worst = new LinkedHashMap<>();
        evidence.rows(Schema.ACCURACY).sorted(cheapestFirst()).forEach(found -> {
            if (found.number("early") > 0 && found.has("early_max_us")) {
                worst.merge(fired(found, "earliest"), -found.number("early_max_us"), Math::min);
            }
            PERCENTILES.stream().filter(found::has).forEach(column -> {
                String name = column.equals("max_us")
                        ? "latest"
                        : column.replace("_us", "").replace('_', '.');
                worst.merge(fired(found, name), found.number(column), Math::max);
            });
        });
        return worst.entrySet().stream().map(entry -> {
            List<@Nullable Object> row = new ArrayList<>(entry.getKey());
            row.add(Found.plain(entry.getValue()));
            return row;
        });
    }

    private static List<String> fired(Found found, String percentile) {
        return List.of(
                found.text("condition"),
                "given " + found.text("deadline_ms") + " ms",
                found.text("lanes") + " lanes",
                found.jvm(),
                found.strategy(),
                percentile);
    }

    /** What is known of a strategy's price, the headline's point first, the cheapest strategy of each point first. */
    private Stream<Found> costs() {
        List<Found> costs = evidence.rows(Schema.COSTS)
                .filter(found -> !found.isControl() && found.has("added_ns"))
                .toList();
        List<String> points = Stream.concat(evidence.verdicts().stream(), costs.stream())
                .map(Found::point)
                .distinct()
                .toList();
        Map<String, Double> cheapest = new HashMap<>();
        costs.forEach(found -> cheapest.merge(found.point() + found.strategy(), found.number("added_ns"), Math::min));
        return costs.stream()
                .sorted(Comparator.comparingInt((Found found) -> points.indexOf(found.point()))
                        .thenComparing(found -> cheapest.get(found.point() + found.strategy())));
    }

    private Comparator<Found> cheapestFirst() {
        List<String> order = evidence.cheapestFirst();
        return Comparator.comparingInt(
                found -> order.contains(found.strategy()) ? order.indexOf(found.strategy()) : Integer.MAX_VALUE);
    }
}
