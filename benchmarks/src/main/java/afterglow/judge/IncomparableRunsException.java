package afterglow.judge;

/** Two runs that cannot be held against each other; the message says why, and the way out. */
public final class IncomparableRunsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IncomparableRunsException(String message) {
        super(message);
    }
}
