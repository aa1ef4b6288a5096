package afterglow.judge;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/** Statistics of samples that several estimates need; NaN for an empty sample. */
final class Statistic {

    /** The quantile at the upper end of a two-sided 95 % interval. */
    static final double TWO_SIDED = 0.975;

    /** For picks, where many pairs are compared at once. */
    static final double PICK = 1 - 0.05 / 30;

    private static final double MOST_FREEDOM = 60;

    private Statistic() {}

    static <T> double[] known(Collection<T> rows, ToDoubleFunction<T> figure) {
        return rows.stream()
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    static double median(double[] values) {
        return StatUtils.percentile(values, 50);
    }

    static <T> double median(Collection<T> rows, ToDoubleFunction<T> figure) {
        return median(known(rows, figure));
    }

    /** The mean without the least tenth and the greatest tenth, each rounded to whole values. */
    static double trimmedMean(double[] values) {
        int tenth = (values.length + 5) / 10;
        return StatUtils.mean(Arrays.stream(values).sorted().toArray(), tenth, values.length - 2 * tenth);
    }

    /** The mean of the lesser half; of an odd count, with the one in the middle. */
    static double fasterMean(double[] values) {
        return StatUtils.mean(Arrays.stream(values).sorted().toArray(), 0, (values.length + 1) / 2);
    }

    /** The sum of the squared distances from the mean. */
    static double squares(double[] values) {
        return values.length < 2 ? 0 : StatUtils.variance(values) * (values.length - 1);
    }

    static double t(double probability, double freedom) {
        return new TDistribution(Math.min(freedom, MOST_FREEDOM)).inverseCumulativeProbability(probability);
    }

    /** Half the interval of the mean of a strategy's JVMs, by the variance of its class, and by its own if that is larger. */
    static double half(double[] values, double variance, double freedom, double probability) {
        int n = values.length;
        double half = t(probability, freedom) * Math.sqrt(variance / n);
        double own = StatUtils.variance(values);
        if (n < 2 || own <= variance) {
            return half;
        }
        double mixed = (4 * variance + (n - 1) * own) / (n + 3);
        return Math.max(half, t(probability, n + 3) * Math.sqrt(mixed / n));
    }
}
