package afterglow.bench;

import java.util.List;

/**
 * The heap of every fork: small, of a fixed size, and touched before anything is timed.
 *
 * <p>With JMH's default, a strategy that allocates pays for the first touch of ever new pages, up to some hundred ns for each
 * send, which a service has paid once it has run for a minute.
 */
final class FixedHeap {

    static final String INITIAL = "-Xms256m";
    static final String MOST = "-Xmx256m";
    static final String TOUCHED = "-XX:+AlwaysPreTouch";

    private static final int MEGABYTES = 256;
    private static final int MORE_MEGABYTES = 128;
    private static final int TIMERS = 100_000;

    private FixedHeap() {}

    /** Its size in MB where that many timers are outstanding at once. */
    static int megabytes(int outstanding) {
        return MEGABYTES + MORE_MEGABYTES * (outstanding / TIMERS);
    }

    /** The flags of a heap of another size. */
    static List<String> flags(int megabytes) {
        return List.of("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m", TOUCHED);
    }

    /** Whether a flag of a user's sets the size of the heap. */
    static boolean sizes(String flag) {
        return flag.matches("-Xm[sx].*|-XX:(Initial|Min|Max|SoftMax)HeapSize=.*|-XX:(Initial|Min|Max)RAMPercentage=.*");
    }
}
