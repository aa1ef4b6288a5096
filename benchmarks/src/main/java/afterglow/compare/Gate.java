package afterglow.compare;

import afterglow.cli.BadInputException;
import afterglow.cli.TextTable;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import afterglow.timeout.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.MannWhitneyUTest;

/**
 * What got worse since an earlier run: verdicts, faults, bytes for each send, and ratios to the floor; never absolute times.
 *
 * <p>A ratio or a count of bytes has got worse when its median rose by more than what nobody would act on <em>and</em> the
 * rounds of both runs, ranked together, say so (Mann and Whitney's test, one-sided, at 1 % over all comparisons by Holm's
 * method). So a noisy machine hides a small change, and does not make one up; with few rounds and many strategies nothing can
 * be found at all, which the judgement says.
 */
final class Gate {

    private static final double SIGNIFICANCE = 0.01;
    private static final double RATIO_RISE = 0.10;
    private static final double BYTES_RISE = 2;
    private static final List<Verdict> WORSE_AND_WORSE = List.of(Verdict.CLEAN, Verdict.RETAINS, Verdict.LEAKS);

    private final Plan before;
    private final Statistics then;
    private final List<Row> verdictsThen;

    private Gate(Plan before, Statistics then, List<Row> verdictsThen) {
        this.before = before;
        this.then = then;
        this.verdictsThen = verdictsThen;
    }

    /** A gate that holds runs against an earlier one's folder. */
    static Gate against(Path baseline, Strategies registry) throws IOException {
        Plan before = new RecordedPlan(baseline).plan(registry);
        try {
            return new Gate(
                    before,
                    new Statistics(before, new Observations(baseline), ""),
                    Table.read(baseline, Schema.VERDICTS));
        } catch (java.nio.file.NoSuchFileException e) {
            throw new BadInputException(
                    "--baseline '" + baseline + "' was stopped before its verdicts; --resume it first", e);
        }
    }

    /**
     * Looks whether a run's figures can be held against the baseline's at all.
     *
     * @throws BadInputException if one of the two has a JVM for each point, and the other has not
     */
    void requireComparable(Plan plan) {
        if (plan.forks() != before.forks()) {
            throw new BadInputException("--baseline was measured with --forks "
                    + before.forks().label() + ", and this would be with "
                    + plan.forks().label()
                    + "; give --forks " + before.forks().label());
        }
    }

    /**
     * What a run's comparison came to.
     *
     * @param worse what got worse, one line each
     * @param compared how many figures were compared
     * @param blind how many of them have too few rounds for anything to be found
     */
    record Judgement(List<Finding> worse, int compared, int blind) {

        boolean passed() {
            return worse.isEmpty();
        }

        /** For people. */
        String inWords() {
            StringBuilder text = new StringBuilder();
            if (worse.isEmpty()) {
                text.append("Against the baseline nothing got worse (%d figures compared).%n".formatted(compared));
            } else {
                TextTable table = new TextTable("got worse", "where", "before", "now");
                worse.forEach(finding -> table.add(finding.what(), finding.where(), finding.before(), finding.now()));
                text.append(table);
            }
            if (blind > 0) {
                text.append(
                        "%d of them have too few rounds for so many comparisons; give more --rounds or fewer --strategies.%n"
                                .formatted(blind));
            }
            return text.toString();
        }
    }

    /** One thing that got worse. */
    record Finding(String what, String where, String before, String now) {}

    /** Holds a run against the baseline. */
    Judgement judge(Plan plan, Path folder) throws IOException {
        Statistics now = new Statistics(plan, new Observations(folder), "");
        List<Finding> worse = new ArrayList<>(verdicts(Table.read(folder, Schema.VERDICTS)));
        List<Candidate> candidates = new ArrayList<>();
        for (Variant variant : plan.variants()) {
            for (Point point : plan.points()) {
                for (String id : plan.strategiesOn(variant)) {
                    String where = id + ", " + point.timing().label(point.size()) + ", " + variant.label();
                    candidates.add(new Candidate(
                            "ratio to the floor",
                            where,
                            then.ratiosToFloor(same(variant), point, id),
                            now.ratiosToFloor(variant, point, id)));
                    candidates.add(new Candidate(
                            "B/send", where, then.bytes(same(variant), point, id), now.bytes(variant, point, id)));
                }
            }
        }
        candidates.removeIf(candidate -> !candidate.measured());
        candidates.sort(Comparator.comparingDouble(Candidate::chance));
        int blind = 0;
        boolean holds = true;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            double allowed = SIGNIFICANCE / (candidates.size() - i);
            if (candidate.leastChance() > SIGNIFICANCE / candidates.size()) {
                blind++;
            }
            holds &= candidate.chance() <= allowed;
            if (holds && candidate.matters()) {
                worse.add(candidate.finding());
            }
        }
        return new Judgement(List.copyOf(worse), candidates.size(), blind);
    }

    /** The baseline's JVM of the same name. */
    private Variant same(Variant variant) {
        return before.variants().stream()
                .filter(other -> other.name().equals(variant.name())
                        && other.gc() == variant.gc()
                        && other.jvmArgs().equals(variant.jvmArgs()))
                .findFirst()
                .orElse(variant);
    }

    private List<Finding> verdicts(List<Row> verdictsNow) {
        List<Finding> worse = new ArrayList<>();
        for (Row now : verdictsNow) {
            for (Row before : verdictsThen) {
                if (List.of("jdk", "gc", "jvm_args", "strategy").stream()
                        .allMatch(column -> now.text(column).equals(before.text(column)))) {
                    String where = now.text("strategy") + ", JDK " + now.text("jdk");
                    if (severity(now) > severity(before)) {
                        worse.add(new Finding("verdict", where, before.text("verdict"), now.text("verdict")));
                    }
                    Set<String> added = new TreeSet<>(List.of(now.text("faults").split(" ")));
                    added.removeAll(List.of(before.text("faults").split(" ")));
                    added.remove("");
                    if (!added.isEmpty()) {
                        worse.add(new Finding("faults", where, before.text("faults"), now.text("faults")));
                    }
                }
            }
        }
        return worse;
    }

    private static int severity(Row row) {
        String verdict = row.text("verdict");
        return verdict.isEmpty() ? -1 : WORSE_AND_WORSE.indexOf(Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)));
    }

    /** A figure of both runs, round by round, and how likely chance alone ranks them as they are. */
    private static final class Candidate {

        private final String what;
        private final String where;
        private final double[] before;
        private final double[] now;
        private final double chance;

        Candidate(String what, String where, double[] before, double[] now) {
            this.what = what;
            this.where = where;
            this.before = before;
            this.now = now;
            this.chance = chance(before, now);
        }

        boolean measured() {
            return before.length > 0 && now.length > 0;
        }

        double chance() {
            return chance;
        }

        boolean matters() {
            double rise = median(now) - median(before);
            return what.equals("B/send") ? rise > BYTES_RISE : rise > RATIO_RISE * median(before);
        }

        /** What the chance would be at the least with so many rounds: if every round now were above every round then. */
        double leastChance() {
            double[] low = new double[before.length];
            double[] high = new double[now.length];
            for (int i = 0; i < low.length; i++) {
                low[i] = i;
            }
            for (int i = 0; i < high.length; i++) {
                high[i] = low.length + i;
            }
            return chance(low, high);
        }

        Finding finding() {
            return new Finding(what, where, "%.2f".formatted(median(before)), "%.2f".formatted(median(now)));
        }

        private static double chance(double[] before, double[] now) {
            if (before.length == 0 || now.length == 0 || median(now) <= median(before)) {
                return 1;
            }
            return new MannWhitneyUTest().mannWhitneyUTest(before, now) / 2;
        }

        private static double median(double[] values) {
            return StatUtils.percentile(values, 50);
        }
    }
}
