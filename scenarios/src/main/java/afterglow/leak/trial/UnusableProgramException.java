package afterglow.leak.trial;

import org.jspecify.annotations.Nullable;

/** Tells that a class of the user's is not one whose sends can be measured, and why. */
public final class UnusableProgramException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableProgramException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
