package afterglow.judge;

import afterglow.timeout.Verdict;

/** What delivered sends left after deferred clean-up, and what lanes hold. NaN is unknown. */
public record Retained(Verdict verdict, Verdict expected, double objects, double bytes, double lane, Span armedLane) {}
