package afterglow.judge;

/**
 * A figure as comparisons take it.
 *
 * @param value on the figure's own scale, which is a logarithm for a price
 * @param half how far off it may be, where many pairs are compared at once
 */
public record Estimate(double value, double half) {}
