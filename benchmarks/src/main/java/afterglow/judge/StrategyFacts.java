package afterglow.judge;

import afterglow.results.JvmSetup;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Fault;
import afterglow.timeout.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * What a run found about one strategy on one setup. Null or NaN means not measured.
 *
 * @param headline its cost at the run's first point
 * @param inFlight its cost where many sends are in flight
 * @param faults what it does wrong at deadlines
 * @param lateness the 99th percentile in us on an idle machine
 * @param idleCpu percent of one core with nothing armed
 */
public record StrategyFacts(
        JvmSetup setup,
        Descriptor descriptor,
        String library,
        @Nullable Cost headline,
        @Nullable Cost inFlight,
        @Nullable Retained retained,
        @Nullable Set<Fault> faults,
        Span lateness,
        Span idleCpu,
        Map<Figure, Estimate> estimates) {

    /** The spread of a 99th percentile between JVMs, as a logarithm: it hangs on a few late expiries. */
    private static final double LATENESS_SPREAD = 0.5;
    /** Lateness below this is as good as none. */
    private static final double LEAST_LATENESS_MICROS = 50;
    /** The spread of idle CPU between JVMs, in percent of one core. */
    private static final double IDLE_CPU_SPREAD = 0.15;
    /** The degrees of freedom that these spreads count for. */
    private static final double FREEDOM = 30;

    static StrategyFacts of(
            WrittenRun run, JvmSetup setup, Descriptor descriptor, @Nullable Cost headline, @Nullable Cost inFlight) {
        String id = descriptor.id();
        Retained retained = run.retained(setup, id).orElse(null);
        double[] micros = run.idle(setup, id, "p99_us");
        double[] logarithms = DoubleStream.of(micros)
                .map(p99 -> Math.log(Math.max(LEAST_LATENESS_MICROS, p99)))
                .toArray();
        double[] cpu = run.idle(setup, id, "quiet_cpu_percent");
        Map<Figure, Estimate> estimates = new EnumMap<>(Figure.class);
        if (headline != null) {
            estimates.put(Figure.PRICE, headline.estimate());
        }
        if (inFlight != null) {
            estimates.put(Figure.IN_FLIGHT, inFlight.estimate());
        }
        if (retained != null) {
            Span lane = retained.armedLane();
            double half = Double.isNaN(lane.half()) ? lane.value() : lane.half();
            estimates.put(Figure.ARMED_LANE, new Estimate(lane.value(), half));
        }
        estimates.put(Figure.LATENESS, estimate(logarithms, LATENESS_SPREAD));
        estimates.put(Figure.IDLE_CPU, estimate(cpu, IDLE_CPU_SPREAD));
        estimates.values().removeIf(estimate -> Double.isNaN(estimate.value()) || Double.isNaN(estimate.half()));
        String library = run.library(id);
        Set<Fault> faults = run.faults(setup, id).orElse(null);
        Span late = lateness(micros, logarithms);
        return new StrategyFacts(
                setup, descriptor, library, headline, inFlight, retained, faults, late, idleCpu(cpu), estimates);
    }

    public String strategy() {
        return descriptor.id();
    }

    /**
     * {@code sound}; or what it leaves behind and its faults, both seen and admitted; or {@code unknown} where no fault was
     * seen but not all was tested.
     */
    public String verdict() {
        String right = isSound() ? "sound" : "unknown";
        List<String> wrong = wrong();
        return wrong.isEmpty() ? right : String.join(" ", wrong);
    }

    private List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        if (retained != null && retained.verdict() != Verdict.CLEAN) {
            wrong.add(retained.verdict().label());
        }
        Set<Fault> all = new TreeSet<>(descriptor.faults());
        if (faults != null) {
            all.addAll(faults);
        }
        all.forEach(fault -> wrong.add(fault.label()));
        return wrong;
    }

    /** The faults seen at deadlines: {@code none} if all was tested and none seen, empty if not tested. */
    public String faultLabels() {
        return faults == null ? "" : faults.isEmpty() ? "none" : Fault.labels(faults);
    }

    /** Whether it leaves nothing behind and keeps its deadlines, by what was seen and by its own word. */
    boolean isSound() {
        return retained != null && faults != null && wrong().isEmpty();
    }

    /** Its value in a figure; beyond all others if it was not measured in that. */
    double value(Figure figure) {
        Estimate estimate = estimates.get(figure);
        return estimate == null ? Double.POSITIVE_INFINITY : estimate.value();
    }

    private static Estimate estimate(double[] jvms, double spread) {
        return new Estimate(StatUtils.mean(jvms), half(jvms, spread, Statistic.PICK));
    }

    private static double half(double[] jvms, double spread, double probability) {
        return Statistic.half(jvms, spread * spread, FREEDOM, probability);
    }

    /** One JVM has no interval of its own. */
    private static Span lateness(double[] micros, double[] logarithms) {
        double median = Statistic.median(micros);
        double half =
                micros.length < 2 || median <= 0 ? Double.NaN : half(logarithms, LATENESS_SPREAD, Statistic.TWO_SIDED);
        return new Span(median, median * Math.exp(-half), median * Math.exp(half));
    }

    private static Span idleCpu(double[] cpu) {
        double mean = StatUtils.mean(cpu);
        double half = cpu.length < 2 ? Double.NaN : half(cpu, IDLE_CPU_SPREAD, Statistic.TWO_SIDED);
        return new Span(mean, Math.max(0, mean - half), mean + half);
    }
}
