package afterglow.leak;

/**
 * A leak of a public project, and its fix.
 *
 * @param card what is said of it, and what is expected
 * @param forms its programs
 */
public record Demonstration(Card card, TwoForms forms) {

    /** Makes the program of a form. */
    public Program program(Form form) {
        return forms.program(form == Form.FIXED);
    }
}
