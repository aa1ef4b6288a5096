package afterglow.timeout;

/** Thrown when a strategy on the class path cannot be registered; the message names the cause. */
public final class StrategyLoadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StrategyLoadException(String message) {
        super(message);
    }

    private StrategyLoadException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Says in one line what a provider threw; a load exception stays itself. */
    static StrategyLoadException wrap(Throwable thrown) {
        if (thrown instanceof StrategyLoadException already) {
            return already;
        }
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String what = root == thrown ? thrown.toString() : thrown.getMessage() + ": " + root;
        return new StrategyLoadException(
                "a strategy provider cannot be loaded: " + what.replaceAll("\\s+", " "), thrown);
    }
}
