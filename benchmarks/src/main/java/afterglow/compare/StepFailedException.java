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

    private static String reason(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString().replaceAll("\\s+", " ");
    }
}
