package afterglow.contract;

import java.time.Duration;

/**
 * How thoroughly a contract is tested.
 *
 * @param seed of the scripts that clauses run; the same seed arms and disarms the same lanes in the same order
 * @param stay how long each of the clauses may go on that find more the longer they take
 */
public record Scope(long seed, Duration stay) {

    /** For one strategy among many. */
    public static final Scope BRIEF = new Scope(1, Duration.ofMillis(400));

    /** For a verdict by itself. */
    public static final Scope THOROUGH = new Scope(1, Duration.ofSeconds(4));
}
