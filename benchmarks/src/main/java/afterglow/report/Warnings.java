package afterglow.report;

import afterglow.report.Evidence.Found;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a reader must know before believing a figure, in sentences; empty if nothing. */
final class Warnings {

    private static final String CONTROL = "control";
    private static final double TICKS_PER_SECOND = 100;

    private final Evidence evidence;
    private final List<String> sentences = new ArrayList<>();
    private boolean noisy;

    Warnings(Evidence evidence, Standings standings) {
        this.evidence = evidence;
        evidence.runs().forEach(this::runItself);
        controls();
        standings.rows().forEach(this::expectation);
        contract();
        leaks();
        outcomes();
        notes();
        wide(standings);
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }

    /** Whether a control strayed from what it should be by more than its interval. */
    boolean noisy() {
        return noisy;
    }

    private void runItself(Run run) {
        Map<String, String> values = run.environment();
        String name = evidence.runs().size() == 1 ? "The run" : "Run " + run.name();
        String failed = values.getOrDefault("failed_steps", "");
        if (values.isEmpty()) {
            sentences.add(name + " does not tell what it ran on: " + Schema.ENVIRONMENT.file() + " is missing.");
        } else if (failed.isEmpty() && run.tables().containsKey(Schema.BROADCAST.file())) {
            sentences.add(name + " was not finished: what stands here is what it had measured.");
        } else if (!failed.isEmpty() && !failed.equals("0")) {
            sentences.add(name + " had " + failed + " steps that failed: what they were to measure is missing.");
        }
        if (!run.tables().containsKey(Schema.CONTRACT.file()) && run.tables().containsKey(Schema.VERDICTS.file())) {
            sentences.add(name + " did not try the deadlines: faults are unknown, and nothing can be recommended.");
        }
        Double load = leading(values.get("load_average_before"));
        Double cores = leading(values.get("cores"));
        if (load != null && cores != null && load > cores / 2) {
            sentences.add(name + " began on a busy machine: load average " + load + " on " + Cells.shown(cores)
                    + " cores. Absolute times are too high; trust ratios, and only as far as their intervals go.");
        }
        Double before = leading(values.get("steal_ticks_before"));
        Double after = leading(values.get("steal_ticks_after"));
        if (before != null && after != null && after > before) {
            sentences.add(name + " lost " + Cells.shown((after - before) / TICKS_PER_SECOND)
                    + " s of processor time to other guests of its machine.");
        }
    }

    private void controls() {
        List<Found> costs = evidence.rows(Schema.COSTS).toList();
        List<Found> controls = costs.stream()
                .filter(found -> found.row().text("strategy").equals(CONTROL))
                .toList();
        if (!costs.isEmpty() && controls.isEmpty()) {
            sentences.add("No control was measured, the floor twice: how much is noise is not known.");
        }
        for (Found found : controls) {
            Double low = Cells.number(found.row(), "ratio_to_floor_low");
            Double high = Cells.number(found.row(), "ratio_to_floor_high");
            if (low != null && high != null && (low > 1 || high < 1)) {
                noisy = true;
                sentences.add(
                        "The machine was too noisy: on %s, %s %s, the floor measured again came out at %s to %s times itself."
                                .formatted(
                                        evidence.jvm(found),
                                        found.row().text("benchmark"),
                                        found.row().text("size"),
                                        Cells.shown(low),
                                        Cells.shown(high)));
            }
        }
    }

    private void expectation(Standing row) {
        if (!row.verdict().isEmpty()
                && !row.expected().isEmpty()
                && !row.verdict().equals(row.expected())) {
            sentences.add("%s on %s: %s was found, where it promises %s."
                    .formatted(row.strategy(), row.jvm(), row.verdict(), row.expected()));
        }
    }

    private void contract() {
        evidence.rows(Schema.CONTRACT)
                .filter(found -> found.row().text("as_promised").equals("false"))
                .forEach(found -> sentences.add("%s on %s does not do what it says of itself, %s: %s"
                        .formatted(
                                found.row().text("strategy"),
                                evidence.jvm(found),
                                found.row().text("clause"),
                                found.row().text("detail"))));
    }

    private void leaks() {
        evidence.rows(Schema.LEAKS)
                .filter(found -> found.row().text("as_expected").equals("no"))
                .forEach(found -> sentences.add("The demonstration %s, %s, on %s: %s was found, where %s is expected."
                        .formatted(
                                found.row().text("demonstration"),
                                found.row().text("form"),
                                evidence.jvm(found),
                                found.row().text("verdict").isEmpty()
                                        ? "nothing"
                                        : found.row().text("verdict"),
                                found.row().text("expected"))));
    }

    /** Where no subscriber stalls every send must be delivered; a strategy that gives up is not cheap but wrong. */
    private void outcomes() {
        Map<String, long[]> sends = new LinkedHashMap<>();
        evidence.rows(Schema.BROADCAST).forEach(found -> {
            Row row = found.row();
            if (!row.text("stalled_percent").equals("0")) {
                return;
            }
            long[] count =
                    sends.computeIfAbsent(row.text("strategy") + " on " + evidence.jvm(found), key -> new long[2]);
            count[0] += whole(row, "delivered");
            count[1] += whole(row, "timed_out") + whole(row, "closed");
        });
        sends.forEach((who, count) -> {
            if (count[1] > 0) {
                sentences.add(
                        "%s: %,d of %,d sends were not delivered, though every subscriber took messages; its price is no fair one."
                                .formatted(who, count[1], count[0] + count[1]));
            }
        });
    }

    private void notes() {
        evidence.rows(Schema.RETENTION)
                .filter(found -> !found.row().text("note").isEmpty())
                .forEach(found -> {
                    String sentence = "%s on %s: %s"
                            .formatted(
                                    found.row().text("strategy"),
                                    evidence.jvm(found),
                                    found.row().text("note"));
                    if (!sentences.contains(sentence)) {
                        sentences.add(sentence);
                    }
                });
    }

    private void wide(Standings standings) {
        long wide = standings.rows().stream()
                .filter(row -> {
                    Double low = row.ratio().low();
                    Double high = row.ratio().high();
                    return low != null && high != null && high > 2 * low;
                })
                .count();
        if (wide > 0) {
            sentences.add(
                    "Too few rounds, or too noisy: %d of %d prices below are known only within a factor of two or more."
                            .formatted(wide, standings.rows().size()));
        }
    }

    private static long whole(Row row, String column) {
        Double value = Cells.number(row, column);
        return value == null ? 0 : Math.round(value);
    }

    private static @Nullable Double leading(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String first = text.strip().split("\\s+", 2)[0];
        return first.matches("[0-9]+(\\.[0-9]+)?") ? Double.valueOf(first) : null;
    }
}
