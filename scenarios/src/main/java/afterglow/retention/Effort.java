package afterglow.retention;

import afterglow.jvm.ChildStep;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How much one measurement may do.
 *
 * @param sends at most so many in each series of checkpoints; fewer if they are slow, or leave so much that the heap would
 *     fill
 * @param timeout of each send whose deadline is not to come; sends that are to time out have a short one
 * @param budget the time that the sends of a measurement aim at, without the start of its JVM and the counts
 * @param checkpoints of each series, each with a full collection or more
 */
public record Effort(long sends, Duration timeout, Duration budget, int checkpoints) {

    private static final int CHECKPOINTS = 11;

    /** A million sends: enough to see one object in 100,000. */
    public static final long DEFAULT_SENDS = 1_000_000;

    /** The article's three minutes; never waited for. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(3);

    /** For one of very many measurements: about 2 s with its JVM, and intervals a few times as wide. */
    public static final Effort BRIEF = new Effort(DEFAULT_SENDS, DEFAULT_TIMEOUT, Duration.ofMillis(300), 7);

    /** For one of many measurements: about 4 s with its JVM. */
    public static final Effort QUICK = new Effort(DEFAULT_SENDS, DEFAULT_TIMEOUT, Duration.ofMillis(1_200));

    /** For a single verdict: about 5 s. */
    public static final Effort THOROUGH = new Effort(DEFAULT_SENDS, DEFAULT_TIMEOUT, Duration.ofSeconds(4));

    /** With as many checkpoints as every effort but the briefest. */
    public Effort(long sends, Duration timeout, Duration budget) {
        this(sends, timeout, budget, CHECKPOINTS);
    }

    /** The effort among the arguments of a step. */
    public static Effort of(ChildStep.Arguments asked) {
        return new Effort(
                asked.whole("sends"),
                asked.duration("timeout"),
                asked.duration("budget"),
                Math.toIntExact(asked.whole("checkpoints")));
    }

    /** The arguments of a step: this effort, and others. */
    public Map<String, Object> with(Map<String, ?> others) {
        Map<String, Object> arguments = new HashMap<>(others);
        arguments.putAll(Map.of("sends", sends, "timeout", timeout, "budget", budget, "checkpoints", checkpoints));
        return arguments;
    }
}
