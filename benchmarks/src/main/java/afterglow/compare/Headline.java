package afterglow.compare;

import afterglow.cli.TextTable;
import afterglow.judge.Conclusions;
import afterglow.judge.Cost;
import afterglow.judge.Pick;
import afterglow.judge.PointNoise;
import afterglow.judge.Span;
import afterglow.judge.StrategyFacts;
import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the terminal shows of a run: a table of prices, the run's noise, and what to pick; at most 120 columns wide. */
record Headline(Conclusions conclusions, JvmSetup setup) {

    private static final int WIDTH = 120;
    private static final int MOST_NAMED = 4;
    private static final String BOUND =
            "<= N: no difference from no timeout was found; it adds at most N ns (95 %). More --generations may show one.\n";

    /** A column, and how soon it is left out where the table is too wide: the highest first, 0 never. */
    private record Column(String title, int dispensable, Function<StrategyFacts, String> cell) {}

    static String of(Conclusions conclusions) {
        StringBuilder text = new StringBuilder();
        for (JvmSetup setup : conclusions.setups()) {
            Headline headline = new Headline(conclusions, setup);
            String table = headline.table();
            String title = setup.label() + ", added ns for each send of "
                    + headline.point().label() + ":\n\n";
            text.append(title).append(table).append(table.contains("<= ") ? BOUND : "");
            text.append("\n" + headline.noise() + headline.unsettled() + "\n" + headline.picks() + "\n");
        }
        String libraries = conclusions.verdicts().stream()
                .map(StrategyFacts::library)
                .filter(library -> !library.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        return text + (libraries.isEmpty() ? "" : wrapped("Libraries: " + libraries + "."));
    }

    private BenchmarkPoint point() {
        return conclusions.points().get(0);
    }

    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("strategy", 0, StrategyFacts::strategy));
        columns.add(new Column("verdict", 0, StrategyFacts::verdict));
        columns.add(new Column("added ns", 0, cost(point(), cost -> cost.added().inWords())));
        Function<Cost, String> added = cost -> cost.added().shortly();
        conclusions.points().stream()
                .skip(1)
                .filter(further -> further.kind() == BenchmarkPoint.Kind.BROADCAST)
                .forEach(further -> columns.add(new Column("at " + further.size(), 1, cost(further, added))));
        columns.add(new Column(
                "x floor", 0, cost(point(), cost -> number(cost.toFloor().value()))));
        columns.add(new Column(
                "B/send", 0, cost(point(), cost -> Double.isNaN(cost.bytes()) ? "" : "%.0f".formatted(cost.bytes()))));
        columns.add(new Column("CPU ns", 2, cost(point(), cost -> number(cost.cpuNanos()))));
        Function<StrategyFacts, String> retained =
                facts -> facts.retained() == null ? "" : number(facts.retained().objects());
        columns.add(new Column("retained", 0, retained));
        columns.add(new Column("p99 ms", 0, facts -> number(facts.lateness().value() / 1e3)));
        columns.add(new Column("faults", 3, StrategyFacts::faultLabels));
        return columns;
    }

    private String table() {
        List<Column> columns = columns();
        while (true) {
            String text = filled(columns);
            Column least = Collections.max(columns, Comparator.comparingInt(Column::dispensable));
            if (least.dispensable() == 0 || text.lines().allMatch(line -> line.length() <= WIDTH)) {
                return text;
            }
            columns.remove(least);
        }
    }

    private String filled(List<Column> columns) {
        TextTable table = new TextTable(columns.stream().map(Column::title).toArray(String[]::new));
        conclusions.verdicts().stream()
                .filter(facts -> facts.setup().equals(setup))
                .forEach(facts -> table.add(columns.stream()
                        .map(column -> column.cell().apply(facts))
                        .toArray(String[]::new)));
        return table.toString();
    }

    private String noise() {
        return conclusions.noise().stream()
                .filter(noise -> noise.setup().equals(setup) && noise.point().equals(point()))
                .map(Headline::inWords)
                .collect(Collectors.joining());
    }

    private static String inWords(PointNoise noise) {
        return "The floors are %.1f %% apart from each other.\n".formatted(100 * (noise.floorsApart() - 1))
                + (noise.generations() > 1
                        ? ""
                        : "One generation: two JVMs may differ by a factor of %.2f, or %.2f with threads. The intervals include this.\n"
                                .formatted(noise.plainFactor(), noise.threadedFactor()))
                + (Double.isNaN(noise.waitShare())
                        ? ""
                        : ("Measuring threads waited for a core in %.1f %% of their time (median). Where a single thread"
                                        + " measures,\nwhat the floors waited is left out of added ns.\n")
                                .formatted(100 * noise.waitShare()))
                + (Double.isNaN(noise.parkedPercent())
                        ? ""
                        : "While one JVM was measured, all parked JVMs together used %.1f %% of one core.\n"
                                .formatted(noise.parkedPercent()));
    }

    private String unsettled() {
        String ids = costs(point())
                .filter(cost -> cost.unsettled() > 0)
                .map(cost -> cost.strategy()
                        + (cost.unsettled() == cost.generations()
                                ? ""
                                : " (" + cost.unsettled() + " of " + cost.generations() + ")"))
                .collect(Collectors.joining(", "));
        String modes = costs(point())
                .filter(cost -> !cost.modes().isEmpty())
                .map(cost -> cost.strategy() + ": " + cost.modes() + ".\n")
                .collect(Collectors.joining());
        return (ids.isEmpty() ? "" : wrapped("Still changing while they were measured (not settled): " + ids + "."))
                + modes;
    }

    private String picks() {
        return conclusions.picks().stream()
                .filter(pick -> pick.setup().equals(setup))
                .map(pick -> wrapped("For " + pick.use().sends() + ": " + named(pick) + " (" + pick.because() + ")."))
                .collect(Collectors.joining());
    }

    private static String named(Pick pick) {
        int more = pick.strategies().size() - MOST_NAMED;
        String names = pick.strategies().stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
        return switch (pick.decision()) {
            case FASTEST -> names;
            case EQUAL -> pick.strategies().size() == 1 ? names : "any of " + names;
            case UNDECIDED -> "undecided between " + names;
            case NONE -> "no pick";
        };
    }

    /** A sentence in lines that fit, each but the first indented. */
    private static String wrapped(String sentence) {
        return sentence.replaceAll("(.{1," + (WIDTH - 2) + "})( |$)", "\n  $1").strip() + "\n";
    }

    /** A cell of a strategy's cost at a point; empty if it has none. */
    private Function<StrategyFacts, String> cost(BenchmarkPoint point, Function<Cost, String> cell) {
        Map<String, String> cells = costs(point).collect(Collectors.toMap(Cost::strategy, cell));
        return facts -> cells.getOrDefault(facts.strategy(), "");
    }

    private Stream<Cost> costs(BenchmarkPoint point) {
        return conclusions.costs().stream()
                .filter(cost -> cost.setup().equals(setup) && cost.point().equals(point));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : Span.digits(value);
    }
}
