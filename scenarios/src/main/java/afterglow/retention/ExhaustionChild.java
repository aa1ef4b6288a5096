package afterglow.retention;

import afterglow.jvm.ChildJvm;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The small JVM of one {@link ExhaustionStep}: sends until its heap is full, or for as long as it is to live. */
public final class ExhaustionChild {

    static final String READY = "afterglow:ready";
    static final String LIVED = "afterglow:lived";
    static final String DIED = "afterglow:died";
    static final String TOP = "afterglow:top";

    private static final int TOP_CLASSES = 8;

    /** Given back when all else is taken, so that the dying JVM can still count. */
    private static final int RESERVE_BYTES = 3 << 20;

    private static final int CHUNK = 1_000;

    private ExhaustionChild() {}

    /** Sends as {@link ExhaustionStep} asks: strategy, timeout in ns, most sends, most ns to live. */
    @SuppressWarnings("SystemExitOutsideMain") // a strategy's own threads must not keep a finished child alive
    public static void main(String[] args) throws InterruptedException {
        ChildJvm.haltWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // Everything that dying needs is loaded before.
        Census.take();
        byte[][] reserve = {new byte[RESERVE_BYTES]};
        TimeoutStrategy strategy = Strategies.load().create(args[0]);
        Sends sends = Sends.of(Ending.DELIVERED, strategy);
        long timeoutNanos = Long.parseLong(args[1]);
        long mostSends = Long.parseLong(args[2]);
        long mostNanos = Long.parseLong(args[3]);
        out.println(READY);
        long start = System.nanoTime();
        long sent = 0;
        try {
            while (sent < mostSends && System.nanoTime() - start < mostNanos) {
                sent += sends.run(CHUNK, timeoutNanos);
            }
            report(out, LIVED, sent, start);
        } catch (OutOfMemoryError e) {
            long died = System.nanoTime();
            reserve[0] = new byte[0];
            out.println(DIED + "\t" + sent + "\t" + (died - start));
            out.println(TOP + topClasses(Census.take()));
        } finally {
            // What is counted at death is what lived until then.
            Reference.reachabilityFence(sends);
            Reference.reachabilityFence(strategy);
        }
        System.exit(0);
    }

    private static void report(PrintStream out, String how, long sent, long start) {
        out.println(how + "\t" + sent + "\t" + (System.nanoTime() - start));
    }

    private static String topClasses(Census census) {
        StringBuilder top = new StringBuilder();
        census.byClass().entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Census.Count> entry) ->
                                entry.getValue().bytes())
                        .reversed())
                .limit(TOP_CLASSES)
                .forEach(entry -> top.append('\t')
                        .append(entry.getKey())
                        .append('\t')
                        .append(entry.getValue().objects())
                        .append('\t')
                        .append(entry.getValue().bytes()));
        return top.toString();
    }

    static Duration nanos(String cell) {
        return Duration.of(Long.parseLong(cell), TimeUnit.NANOSECONDS.toChronoUnit());
    }
}
