package afterglow.timeout;

/** Thrown for a strategy that the registry does not have, or this JDK cannot run; the message says what to do. */
public final class UnknownStrategyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnknownStrategyException(String message) {
        super(message);
    }
}
