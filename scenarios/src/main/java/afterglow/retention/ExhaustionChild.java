package afterglow.retention;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Wire;
import afterglow.timeout.Strategies;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.util.Comparator;
import java.util.stream.Stream;

/** The small JVM of one {@link ExhaustionStep}: sends until its heap is full or its time is over. */
public final class ExhaustionChild {

    /** Kinds of lines: the heap sufficed to begin; sends and ns until the end; name, objects and bytes of each class. */
    static final String READY = "ready";

    static final String LIVED = "lived";
    static final String DIED = "died";
    static final String TOP = "top";

    private static final int TOP_CLASSES = 8;

    /** Given back when all else is taken, so that the dying JVM can still count. */
    private static final int RESERVE_BYTES = 3 << 20;

    private static final int CHUNK = 1_000;

    private ExhaustionChild() {}

    public static void main(String[] args) {
        ChildStep.serve(args, ExhaustionChild::send);
    }

    private static void send(ChildStep.Arguments asked, PrintStream out) throws InterruptedException {
        // Everything that dying needs is loaded before.
        topClasses(Census.take());
        byte[][] reserve = {new byte[RESERVE_BYTES]};
        RetentionSends sends =
                RetentionSends.of(Ending.DELIVERED, Strategies.load().create(asked.text("strategy")));
        long timeoutNanos = asked.whole("timeout");
        long mostSends = asked.whole("sends");
        long mostNanos = asked.whole("at-most");
        out.println(Wire.line(READY, ""));
        long start = System.nanoTime();
        long sent = 0;
        try {
            while (sent < mostSends && System.nanoTime() - start < mostNanos) {
                sent += sends.run(CHUNK, timeoutNanos);
            }
            out.println(Wire.line(LIVED, sent, System.nanoTime() - start));
        } catch (OutOfMemoryError e) {
            long died = System.nanoTime();
            reserve[0] = new byte[0];
            out.println(Wire.line(DIED, sent, died - start));
            out.println(Wire.line(TOP, topClasses(Census.take())));
        } finally {
            // What is counted at death is what lived until then.
            Reference.reachabilityFence(sends);
        }
    }

    private static Object[] topClasses(Census census) {
        return census.byClass().entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().bytes()))
                .limit(TOP_CLASSES)
                .flatMap(entry -> Stream.of(
                        entry.getKey(),
                        entry.getValue().objects(),
                        entry.getValue().bytes()))
                .toArray();
    }
}
