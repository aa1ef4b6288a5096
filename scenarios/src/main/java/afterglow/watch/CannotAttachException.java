package afterglow.watch;

import org.jspecify.annotations.Nullable;

/** A JVM that does not let itself be watched; the message is one line and names the way out. */
public final class CannotAttachException extends Exception {

    private static final long serialVersionUID = 1L;

    CannotAttachException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
