package afterglow.cli;

import org.jspecify.annotations.Nullable;

/** Bad input: the message names the thing, its value and the way out. Ends a command with exit 2. */
public final class BadInputException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        this(message, null);
    }

    public BadInputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
