package afterglow.results;

import org.jspecify.annotations.Nullable;

/** Tells which file, line and column of a report cannot be understood. */
public final class MalformedTableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedTableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
