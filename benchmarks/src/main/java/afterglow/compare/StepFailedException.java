package afterglow.compare;

/** A step that ended without what it should have observed; its message is for people. */
final class StepFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StepFailedException(Step step, String reason) {
        super(step.label() + ", " + step.setup().label() + ": " + reason);
    }
}
