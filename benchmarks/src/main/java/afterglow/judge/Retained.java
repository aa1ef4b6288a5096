package afterglow.judge;

import afterglow.timeout.Verdict;

/**
 * What delivered sends left behind once deferred clean-up had its time, and what lanes hold. NaN is an unknown figure.
 *
 * @param verdict what was seen, over all samples
 * @param expected what the strategy declares
 * @param objects retained for each send
 * @param bytes of those
 * @param lane bytes of an open lane
 * @param armedLane bytes of a lane that is armed
 */
public record Retained(Verdict verdict, Verdict expected, double objects, double bytes, double lane, Span armedLane) {}
