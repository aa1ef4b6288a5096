package afterglow.leak;

/** A small program that leaks the way a public project once did, next to the same program with the fix. */
@FunctionalInterface
public interface Demonstration {

    /** Makes the program that leaks, or the same program with the fix. */
    Program program(boolean fixed);
}
