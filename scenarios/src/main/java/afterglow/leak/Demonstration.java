package afterglow.leak;

/** A small program that leaks the way a public project once did, next to the same program with the fix. */
public interface Demonstration {

    /** What is said of it, and what is expected. */
    Card card();

    /** Makes the program that leaks, or the same program with the fix. */
    Program program(boolean fixed);

    /** Makes the program of a form. */
    default Program program(Form form) {
        return program(form == Form.FIXED);
    }
}
