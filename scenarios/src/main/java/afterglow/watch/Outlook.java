package afterglow.watch;

import java.util.Locale;

/**
 * What becomes of the timers of one class, by what was seen of them.
 *
 * @param trend in a word
 * @param because the figures that say so, for people
 * @param advice what to do about it; empty if nothing
 * @param staySeconds how long a timer stays, by Little's law; NaN unless level
 * @param level how many there will be; NaN unless they fill and deadlines tell
 * @param levelSeconds the time it takes from now; NaN likewise
 * @param fits whether they fit the heap at that level; true where that is not known
 */
public record Outlook(
        Trend trend,
        String because,
        String advice,
        double staySeconds,
        double level,
        double levelSeconds,
        boolean fits) {

    /** What timers do in the long run. */
    public enum Trend {
        LEVEL,
        FILLING,
        PILES_UP,
        BURST,
        CANNOT_TELL,
        /** They wait in those of another class, in whose row the verdict stands. */
        RIDES;

        /** For people and tables. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Fewer timers than this are not judged to pile up. */
    private static final long MANY = 1_000;
    /** Of the rate: growth below it is none. Of the queue: fewer cancelled or overdue ones are no fault. */
    private static final double TENTH = 0.1;
    /** How far two ways to see one rate may differ. */
    private static final double AGREEMENT = 0.2;
    /** Two readings of one moment may lie so far apart. */
    private static final double SKEW_SECONDS = 2;

    private static final String BURST =
            "Nothing arms them now; unless they are periodic, they go as their deadlines pass. Watch again while the service"
                    + " is busy.";
    private static final String OVERDUE =
            "The scheduler's threads are blocked, or too few for its tasks: a thread dump shows what they do.";
    private static final String HELD =
            "A listener, a map or a list of yours refers to them: drop what is over. A heap dump shows which it is.";

    /** Judges one class. */
    static Outlook of(Sighting seen) {
        Queues queues = seen.queuesAfter();
        String advice = seen.timer().advice();
        double rate = seen.arms().perSecond();
        if (seen.carrier() != null) {
            return plain(
                    Trend.RIDES,
                    "If they pile up: " + advice,
                    "they wait in %s: see there",
                    seen.carrier().simpleName());
        }
        if (queues != null && queues.cancelled() >= Math.max(MANY, TENTH * queues.queued())) {
            String because = "%,d of %,d queued are cancelled";
            return plain(Trend.PILES_UP, advice, because, queues.cancelled(), queues.queued());
        }
        if (queues != null && queues.overdue() >= Math.max(MANY, TENTH * queues.queued())) {
            return plain(Trend.PILES_UP, OVERDUE, "%,d were due more than a second ago", queues.overdue());
        }
        if (queues != null && heldOutside(seen, queues)) {
            String because =
                    "%,d live, %,d of them in a queue: something holds the others though they fired or were removed";
            return plain(Trend.PILES_UP, HELD, because, seen.after(), queues.queued());
        }
        if (Double.isNaN(rate)) {
            return plain(Trend.CANNOT_TELL, advice, "the rate is unknown");
        }
        if (rate == 0) {
            return seen.after() - seen.before() > TENTH * seen.after()
                    ? plain(
                            Trend.CANNOT_TELL,
                            advice,
                            "none was armed while that was traced, yet there are more: watch longer")
                    : plain(Trend.BURST, BURST, "none was armed while that was traced: one burst, or periodic tasks");
        }
        if (!seen.exact() && seen.after() > TENTH * rate * seen.seconds()) {
            String because = "garbage is counted too: count without --no-gc, or watch for %,.0f s";
            return plain(Trend.CANNOT_TELL, advice, because, seen.after() / rate / TENTH);
        }
        if (!seen.exact() || seen.growth() < TENTH * rate) {
            return level(seen, rate);
        }
        if (seen.growth() > rate * (1 + 2 * AGREEMENT)) {
            String because = "more came than were armed while that was traced: bursts; watch longer";
            return plain(Trend.CANNOT_TELL, advice, because);
        }
        return filling(seen, "Their number is rate x timeout once it is level. " + advice);
    }

    private static boolean heldOutside(Sighting seen, Queues after) {
        Queues before = seen.queuesBefore();
        if (before == null || !seen.allQueuesSeen() || !seen.exact()) {
            return false;
        }
        double rate = seen.arms().perSecond();
        double held = seen.after() - after.queued();
        double grown = held - (seen.before() - before.queued());
        double skew = Double.isNaN(rate) ? 0 : rate * SKEW_SECONDS;
        return held >= Math.max(MANY, TENTH * seen.after()) + skew
                && (rate == 0 || grown > TENTH * rate * seen.seconds());
    }

    private static Outlook level(Sighting seen, double rate) {
        if (-seen.growth() > TENTH * rate) {
            return plain(Trend.LEVEL, "", "they become fewer");
        }
        double stay = seen.after() / rate;
        String because = text("each stays %s%.3g s", seen.exact() ? "" : "at most ", stay);
        return new Outlook(Trend.LEVEL, because, "", stay, Double.NaN, Double.NaN, true);
    }

    /** With a level only where the deadlines of those that were armed meanwhile agree with the growth. */
    private static Outlook filling(Sighting seen, String advice) {
        Queues queues = seen.queuesAfter();
        double growth = seen.growth();
        String again = "watch again when the longest timeout has passed";
        if (queues == null) {
            String way = Queues.readable(seen.timer().name()) ? "use --deadlines, or " : "";
            return plain(Trend.FILLING, advice, "deadlines are unknown: %s", way + again);
        }
        double kept = queues.newer() / seen.seconds();
        if (Math.abs(kept - growth) > AGREEMENT * Math.max(kept, growth)) {
            return plain(Trend.FILLING, advice, "queues and counts disagree on the growth: %s", again);
        }
        // Those armed meanwhile were armed half the time ago, on average.
        double timeout = (double) queues.newerLeftMillis() / queues.newer() / 1e3 + seen.seconds() / 2;
        double level = Math.max((double) seen.after(), kept * timeout);
        double levelSeconds = (level - seen.after()) / growth;
        double needed = (level - seen.after()) * seen.bytesEach();
        boolean fits = needed < seen.freeBytes();
        String because = text(
                "timeouts of %s: level at %,.0f in %s; needs %,.0f MB more, %,.0f MB are free: %s",
                inWords(timeout),
                level,
                inWords(levelSeconds),
                needed / 1e6,
                seen.freeBytes() / 1e6,
                fits ? "fits" : "does not fit");
        return new Outlook(Trend.FILLING, because, advice, Double.NaN, level, levelSeconds, fits);
    }

    /** Whether they will fill the heap, or stay in it without need. */
    public boolean guilty() {
        return trend == Trend.PILES_UP || !fits;
    }

    /** Whether it cannot be told that they level off. */
    public boolean open() {
        return trend == Trend.CANNOT_TELL || (trend == Trend.FILLING && Double.isNaN(level));
    }

    /** Seconds as people say them. */
    private static String inWords(double seconds) {
        return seconds < 120
                ? text("%.0f s", seconds)
                : seconds < 7_200 ? text("%.0f min", seconds / 60) : text("%.1f h", seconds / 3_600);
    }

    private static Outlook plain(Trend trend, String advice, String because, Object... figures) {
        return new Outlook(trend, text(because, figures), advice, Double.NaN, Double.NaN, Double.NaN, true);
    }

    private static String text(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
