package afterglow.timeout;

/** Names a strategy that the registry cannot give, and the way out. */
public final class UnknownStrategyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnknownStrategyException(String message) {
        super(message);
    }
}
