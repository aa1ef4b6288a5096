package afterglow.compare;

import afterglow.cli.TextTable;
import afterglow.judge.BenchmarkPoint;
import afterglow.judge.Conclusions;
import afterglow.judge.Cost;
import afterglow.judge.JvmSetup;
import afterglow.judge.Pick;
import afterglow.judge.PointNoise;
import afterglow.judge.Retained;
import afterglow.judge.StrategyFacts;
import afterglow.judge.StrategyVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The table that people came for, what the run says of its own noise, and what to pick; no wider than a terminal. */
final class Headline {

    private static final int WIDTH = 120;

    /** A column, and how soon it is left out where the table is too wide: the highest first, 0 never. */
    private record Column(String title, int dispensable, Function<StrategyFacts, String> cell) {}

    private final Conclusions conclusions;
    private final JvmSetup setup;

    private Headline(Conclusions conclusions, JvmSetup setup) {
        this.conclusions = conclusions;
        this.setup = setup;
    }

    /** For each setup a table, its noise, and its picks. */
    static String of(Conclusions conclusions) {
        StringBuilder text = new StringBuilder();
        for (JvmSetup setup : conclusions.setups()) {
            Headline headline = new Headline(conclusions, setup);
            text.append("%s, added ns for each send of %s:%n%n"
                            .formatted(setup.label(), headline.point().label()))
                    .append(headline.table())
                    .append('\n')
                    .append(headline.noise())
                    .append(headline.unsettled())
                    .append('\n')
                    .append(headline.picks())
                    .append('\n');
        }
        return text.toString();
    }

    private BenchmarkPoint point() {
        return conclusions.points().get(0);
    }

    private String table() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("strategy", 0, StrategyFacts::strategy));
        columns.add(new Column("verdict", 0, StrategyFacts::verdict));
        for (BenchmarkPoint point : conclusions.points()) {
            if (point.equals(point())) {
                columns.add(new Column("added ns", 0, facts -> cost(facts, point, cost -> cost.added().inWords())));
            } else if (point.kind() == BenchmarkPoint.Kind.BROADCAST) {
                columns.add(new Column("at " + point.size(), 1, facts -> cost(facts, point, cost -> cost.added().shortly())));
            }
        }
        columns.add(new Column("x floor", 0, facts -> cost(facts, point(), cost -> number(cost.toFloor().value()))));
        columns.add(new Column("B/send", 0, facts -> cost(facts, point(), cost -> "%.0f".formatted(cost.bytes()))));
        columns.add(new Column("CPU ns", 2, facts -> cost(facts, point(), cost -> number(cost.cpuNanos()))));
        columns.add(new Column("retained", 0, facts -> retained(facts.retained())));
        columns.add(new Column("p99 ms", 0, facts -> number(facts.lateness().value() / 1e3)));
        columns.add(new Column("faults", 3, Headline::faults));
        String text = filled(columns);
        while (text.lines().anyMatch(line -> line.length() > WIDTH)) {
            Column least = columns.stream()
                    .max(java.util.Comparator.comparingInt(Column::dispensable))
                    .orElseThrow();
            if (least.dispensable() == 0) {
                break;
            }
            columns.remove(least);
            text = filled(columns);
        }
        return text;
    }

    private String filled(List<Column> columns) {
        TextTable table = new TextTable(columns.stream().map(Column::title).toArray(String[]::new));
        for (StrategyVerdict verdict : conclusions.verdicts()) {
            if (verdict.facts().setup().equals(setup)) {
                table.add(columns.stream()
                        .map(column -> column.cell().apply(verdict.facts()))
                        .toArray(String[]::new));
            }
        }
        return table.toString();
    }

    private String noise() {
        Optional<PointNoise> found = conclusions.noise().stream()
                .filter(noise -> noise.setup().equals(setup) && noise.point().equals(point()))
                .findFirst();
        if (found.isEmpty()) {
            return "";
        }
        PointNoise noise = found.get();
        StringBuilder text = new StringBuilder("The floors are %.1f %% apart from each other.%n"
                .formatted(100 * (noise.floorsApart() - 1)));
        if (noise.generations() == 1) {
            text.append(("One generation: a JVM may differ by a factor of %.2f from the next, and by %.2f where a strategy has threads.%n"
                            + "The intervals count that.%n")
                    .formatted(noise.plainFactor(), noise.threadedFactor()));
        }
        if (!Double.isNaN(noise.waitShare())) {
            text.append("Measuring threads waited for a core in %.1f %% of their time (median).%n"
                    .formatted(100 * noise.waitShare()));
        }
        if (!Double.isNaN(noise.parkedPercent())) {
            text.append("All parked JVMs together burned %.1f %% of one core.%n".formatted(noise.parkedPercent()));
        }
        return text.toString();
    }

    private String unsettled() {
        List<String> ids = conclusions.costs().stream()
                .filter(cost -> isHere(cost) && cost.point().equals(point()) && cost.unsettled() > 0)
                .map(cost -> cost.strategy() + (cost.generations() == 1 ? "" : " (" + cost.unsettled() + " of " + cost.generations() + ")"))
                .toList();
        List<String> modes = conclusions.costs().stream()
                .filter(cost -> isHere(cost) && cost.point().equals(point()) && !cost.modes().isEmpty())
                .map(cost -> cost.strategy() + ": " + cost.modes() + "\n")
                .toList();
        return (ids.isEmpty() ? "" : "Not settled: " + String.join(", ", ids) + ".\n") + String.join("", modes);
    }

    private TextTable picks() {
        TextTable table = new TextTable("for", "decision", "pick", "because");
        for (Pick pick : conclusions.picks()) {
            if (pick.setup().equals(setup)) {
                table.add(pick.use().label(), pick.decision().name().toLowerCase(Locale.ROOT), named(pick), pick.because());
            }
        }
        return table;
    }

    /** The first few. */
    private static String named(Pick pick) {
        int most = 2;
        String first = String.join(", ", pick.strategies().stream().limit(most).toList());
        int more = pick.strategies().size() - most;
        return more > 0 ? first + " and " + more + " more" : first;
    }

    private String cost(StrategyFacts facts, BenchmarkPoint point, Function<Cost, String> cell) {
        return conclusions.costs().stream()
                .filter(cost -> isHere(cost) && cost.point().equals(point) && cost.strategy().equals(facts.strategy()))
                .findFirst()
                .map(cell)
                .orElse("");
    }

    private boolean isHere(Cost cost) {
        return cost.setup().equals(setup);
    }

    private static String retained(@org.jspecify.annotations.Nullable Retained retained) {
        return retained == null ? "" : number(retained.objects());
    }

    private static String faults(StrategyFacts facts) {
        return facts.faults() == null
                ? ""
                : facts.faults().isEmpty() ? "none" : String.join(" ", facts.faults().stream().map(fault -> fault.label()).toList());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : afterglow.judge.Span.digits(value);
    }
}
