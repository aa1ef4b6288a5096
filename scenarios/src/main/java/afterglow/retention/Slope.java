package afterglow.retention;

import afterglow.results.Row;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * How much a live count grows with each send, and how straight the line is.
 *
 * <p>The ends are those of the usual interval of a regression. It takes its points for independent, which successive
 * counts of one heap are not, so it does not cover the truth as often as it would say.
 */
public record Slope(double perSend, double low, double high) {

    Row into(Row row, String column) {
        return row.set(column, perSend, low, high);
    }

    /**
     * The least-squares line through three or more counts over sends; if the points' errors were independent, its interval
     * would miss the true slope with probability alpha.
     */
    public static Slope fit(long[] sends, long[] counts, double alpha) {
        SimpleRegression regression = new SimpleRegression();
        for (int i = 0; i < counts.length; i++) {
            regression.addData((double) sends[i], (double) counts[i]);
        }
        double slope = regression.getSlope();
        // A perfect line leaves rounding errors whose square may come out below zero: the interval is a point then.
        double half = regression.getSlopeConfidenceInterval(alpha);
        double known = Double.isFinite(half) ? half : 0;
        return new Slope(slope, slope - known, slope + known);
    }
}
