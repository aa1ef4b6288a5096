package afterglow.cli;

import org.jspecify.annotations.Nullable;

/** The environment cannot do what was asked; the message says what would help. Ends a command with exit 3. */
public final class EnvironmentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EnvironmentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
