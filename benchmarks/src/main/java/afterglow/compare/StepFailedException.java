package afterglow.compare;

/** Tells that a step gave no result, and what it said. The others go on. */
final class StepFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StepFailedException(Step step, String reason) {
        super(step.label() + ", " + step.variant().label() + ": " + reason);
    }

    StepFailedException(Step step, Throwable thrown) {
        super(step.label() + ", " + step.variant().label() + ": " + reason(thrown), thrown);
    }

    /** The root of what was thrown, in one line. */
    static String reason(Throwable thrown) {
        Throwable root = thrown;
        // JMH keeps what a benchmark threw among the suppressed.
        while (root.getCause() != null || root.getSuppressed().length > 0) {
            root = root.getCause() != null ? root.getCause() : root.getSuppressed()[0];
        }
        return root.toString().replaceAll("\\s+", " ");
    }
}
