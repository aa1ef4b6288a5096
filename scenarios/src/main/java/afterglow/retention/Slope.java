package afterglow.retention;

import org.apache.commons.math3.exception.MathIllegalArgumentException;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * How much a live count grows with each send, and the interval that holds the truth with a given confidence.
 *
 * @param perSend the estimate
 * @param low the interval's lower end
 * @param high the interval's upper end
 */
public record Slope(double perSend, double low, double high) {

    /**
     * The least-squares line through counts over sends.
     *
     * @param alpha how often the interval may miss the truth
     * @throws IllegalArgumentException if there are fewer than three points
     */
    public static Slope fit(long[] sends, long[] counts, double alpha) {
        SimpleRegression regression = new SimpleRegression();
        for (int i = 0; i < counts.length; i++) {
            regression.addData((double) sends[i], (double) counts[i]);
        }
        double slope = regression.getSlope();
        try {
            // A perfect line leaves rounding errors whose square may come out below zero: the interval is a point then.
            double half = regression.getSlopeConfidenceInterval(alpha);
            double known = Double.isFinite(half) ? half : 0;
            return new Slope(slope, slope - known, slope + known);
        } catch (MathIllegalArgumentException e) {
            throw new IllegalArgumentException("a slope needs three points or more, not " + counts.length, e);
        }
    }
}
