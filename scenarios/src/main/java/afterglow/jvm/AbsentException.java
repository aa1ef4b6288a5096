package afterglow.jvm;

/** Thrown by the work of a {@link ChildStep} that does not exist, such as sends that a strategy cannot have; says why. */
public final class AbsentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AbsentException(String reason) {
        super(reason);
    }

    public AbsentException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
