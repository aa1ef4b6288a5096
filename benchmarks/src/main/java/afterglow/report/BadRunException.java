package afterglow.report;

/** Tells which folder is no run that can be shown, and why. */
public final class BadRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadRunException(String message) {
        super(message);
    }
}
