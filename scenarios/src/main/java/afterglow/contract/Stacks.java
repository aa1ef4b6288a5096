package afterglow.contract;

import java.util.Arrays;

/** Where a thread is, in few words. */
final class Stacks {

    private Stacks() {}

    /** The state of a thread and the innermost call that is neither the JDK's nor the contract's. */
    static String where(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        String call = Arrays.stream(stack)
                .filter(frame -> frame.getModuleName() == null
                        && !frame.getClassName().startsWith(Stacks.class.getPackageName() + "."))
                .findFirst()
                .or(() -> Arrays.stream(stack).findFirst())
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .orElse("no code");
        return "(" + thread.getState().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ") in " + call;
    }
}
