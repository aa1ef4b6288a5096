package afterglow.watch;

import afterglow.watch.Outlook.Trend;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the timers of one class between two counts, and what becomes of them by that.
 *
 * @param carrier the class of timers that these wait in; null if none
 * @param before how many there were at the first count
 * @param after how many there were at the second
 * @param exact whether the counts are those of live timers; otherwise garbage is among them and they are upper bounds
 * @param bytes of the second count, without what the timers hold
 * @param bytesEach what one takes of the heap together with what it holds, where that could be seen
 * @param freeBytes what the heap has left beside all that was counted
 * @param garbage whether that includes garbage, so that more may be free
 * @param seconds between the counts
 * @param queues the queues they wait in, at the second count; empty if not read
 * @param allQueuesSeen whether these are all that there are
 */
public record Sighting(
        TimerClass timer,
        @Nullable TimerClass carrier,
        long before,
        long after,
        boolean exact,
        long bytes,
        double bytesEach,
        long freeBytes,
        boolean garbage,
        double seconds,
        Arms arms,
        List<TimerQueue> queues,
        boolean allQueuesSeen) {

    /** Fewer timers than this have no row, and are no growth. */
    static final long FEW = 100;
    /** Fewer timers than this are not judged to pile up. */
    private static final long MANY = 1_000;
    /** Growth by less than this share of the arms is none; a smaller share of cancelled or overdue tasks is no fault. */
    private static final double TENTH = 0.1;
    /** How far two ways to see one rate may differ. */
    private static final double AGREEMENT = 0.2;
    /** The queues and the census of one moment may be read this far apart. */
    private static final double SKEW_SECONDS = 2;

    private static final String BURST =
            "Nothing arms them now; unless they are periodic, they go as their deadlines pass. Watch again while the service"
                    + " is busy.";
    private static final String OVERDUE =
            "The scheduler's threads are blocked, or too few for its tasks: a thread dump shows what they do.";
    private static final String HELD =
            "A listener, a map or a list of yours refers to them: drop what is over. A heap dump shows which it is.";

    private long grown() {
        return after - before;
    }

    /** How many more there are a second. */
    public double growth() {
        return grown() / seconds;
    }

    /** The share of cancelled timers among the queued ones; NaN if unknown. */
    public double cancelledShare() {
        TimerQueue all = TimerQueue.total(queues);
        return (double) all.cancelled() / all.queued();
    }

    /** The verdict: queues tell more than counts, where they were read. */
    public Outlook outlook() {
        double rate = arms.perSecond();
        if (carrier != null) {
            String advice = "If they pile up: " + timer.advice();
            return Outlook.plain(
                    Trend.RIDES, advice, "each of them waits in a %s: see the verdict there", carrier.simpleName());
        }
        Outlook piled = pilesUp(rate);
        if (piled != null) {
            return piled;
        }
        if (rate == 0) {
            String because = "none was armed while the rate was measured: they came in one burst, or are periodic";
            return grown() > FEW
                    ? cannotTell("none was armed while the rate was measured, yet their number grew: watch longer")
                    : Outlook.plain(Trend.BURST, BURST, because);
        }
        Outlook filling = fillsUpTo();
        if (filling != null) {
            return filling;
        }
        if (Double.isNaN(rate)) {
            return cannotTell("the rate is unknown");
        }
        return exact ? byCounts(rate) : byUpperBounds(rate);
    }

    /** Whether many stay without need: in one queue, in all of them together, or outside. */
    private @Nullable Outlook pilesUp(double rate) {
        TimerQueue total = TimerQueue.total(queues);
        for (TimerQueue queue : Stream.concat(queues.stream(), Stream.of(total)).toList()) {
            double many = Math.max(MANY, TENTH * queue.queued());
            String of = text("of %,d in the queue of %s", queue.queued(), queue.thread());
            if (queue.cancelled() >= many) {
                return Outlook.plain(Trend.PILES_UP, timer.advice(), "%,d %s are cancelled", queue.cancelled(), of);
            }
            if (queue.overdue() >= many) {
                String because = "%,d %s were due more than a second ago";
                return Outlook.plain(Trend.PILES_UP, OVERDUE, because, queue.overdue(), of);
            }
        }
        long held = after - total.queued();
        long heldMore = held - (before - total.before());
        boolean outside = allQueuesSeen
                && exact
                && held >= Math.max(MANY, TENTH * after) + rate * SKEW_SECONDS
                && (rate == 0 || heldMore > TENTH * rate * seconds);
        String because =
                "%,d live, %,d of them in a queue: something holds the others though they fired or were removed";
        return outside ? Outlook.plain(Trend.PILES_UP, HELD, because, after, total.queued()) : null;
    }

    /**
     * The level, from the queues whose growth equals the tasks that were armed soon after the first count and are still there:
     * the time until their deadlines tells how many will follow. Null if there is no such queue, or if others grow too.
     */
    private @Nullable Outlook fillsUpTo() {
        double more = 0;
        double explained = 0;
        double levelSeconds = 0;
        double longest = 0;
        for (TimerQueue queue : queues) {
            double growth = (queue.queued() - queue.before()) / seconds;
            double kept = queue.older() / (seconds / 2);
            boolean agree = Math.abs(kept - growth) <= AGREEMENT * Math.max(kept, growth);
            if (agree && queue.queued() - queue.before() >= FEW) {
                // The older half was armed three quarters of the time ago, on average.
                double timeout = queue.olderLeftMillis() / 1e3 / queue.older() + 0.75 * seconds;
                double comes = Math.max(0, kept * timeout - queue.queued());
                more += comes;
                explained += growth;
                levelSeconds = Math.max(levelSeconds, comes / growth);
                longest = Math.max(longest, timeout);
            }
        }
        double level = after + more;
        double needed = more * bytesEach;
        boolean fits = needed < freeBytes;
        if (explained == 0 || (fits && growth() - explained > AGREEMENT * growth())) {
            return null;
        }
        String format =
                "with timeouts of %s their number levels off at %,.0f in %s; needs %,.0f MB more, %,.0f MB are free: %s";
        String fit = fits ? "fits" : "does not fit";
        String because =
                text(format, inWords(longest), level, inWords(levelSeconds), needed / 1e6, freeBytes / 1e6, fit);
        if (garbage && !fits) {
            return cannotTell(because + " beside the garbage; count without --no-gc");
        }
        return new Outlook(Trend.FILLING, because, onceLevel(), Double.NaN, level, levelSeconds, fits);
    }

    private Outlook byUpperBounds(double rate) {
        return after > TENTH * rate * seconds
                ? cannotTell(text(
                        "garbage is counted too: count without --no-gc, or watch for %,.0f s", after / rate / TENTH))
                : level(rate, "");
    }

    private Outlook byCounts(double rate) {
        double armed = rate * seconds;
        // Arms and ends that come at random differ by so much.
        double chance = 3 * Math.sqrt(2 * armed);
        double none = Math.max(TENTH * armed, chance);
        if (-grown() > none) {
            return Outlook.plain(Trend.LEVEL, "", "their number falls");
        }
        // A small share of many arms, but much of what is there.
        boolean leak = grown() >= MANY && grown() > AGREEMENT * after;
        if (grown() <= none && !leak) {
            String grows =
                    "; their number grows by %.0f %% of what is armed: watch longer to see whether that continues";
            return level(rate, grown() > chance ? text(grows, 100 * grown() / armed) : "");
        }
        if (grown() > (1 + 2 * AGREEMENT) * armed + chance) {
            return cannotTell(
                    "their number grew by more than the measured rate explains: they are armed in bursts; watch longer");
        }
        String because = "%s: watch again when the longest timeout has passed; at this growth the heap is full in %s";
        String deadlines = TimerQueue.TASKS.contains(timer.name())
                ? "no queue that was read explains the growth (--deadlines reads them)"
                : "deadlines are unknown";
        String full = inWords(freeBytes / bytesEach / growth());
        return Outlook.plain(Trend.FILLING, onceLevel(), because, deadlines, full);
    }

    private Outlook level(double rate, String grows) {
        double stay = after / rate;
        String because = text("each stays %s%.3g s%s", exact ? "" : "at most ", stay, grows);
        return new Outlook(Trend.LEVEL, because, "", stay, Double.NaN, Double.NaN, true);
    }

    private Outlook cannotTell(String because) {
        return Outlook.plain(Trend.CANNOT_TELL, timer.advice(), because);
    }

    private String onceLevel() {
        return "Their number is rate x timeout once it is level. " + timer.advice();
    }

    /** Seconds as people say them. */
    private static String inWords(double seconds) {
        if (seconds < 7_200) {
            return seconds < 120 ? text("%.0f s", seconds) : text("%.0f min", seconds / 60);
        }
        return seconds < 172_800 ? text("%.1f h", seconds / 3_600) : text("%,.0f days", seconds / 86_400);
    }

    private static String text(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
