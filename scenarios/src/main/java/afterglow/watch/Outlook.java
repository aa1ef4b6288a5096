package afterglow.watch;

import java.util.Locale;

/**
 * What becomes of the timers of one class.
 *
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

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** An outlook without a stay or a level; {@code because} is a format. */
    static Outlook plain(Trend trend, String advice, String because, Object... figures) {
        String reason = String.format(Locale.ROOT, because, figures);
        return new Outlook(trend, reason, advice, Double.NaN, Double.NaN, Double.NaN, true);
    }

    /** Whether they will fill the heap, or stay in it without need. */
    public boolean guilty() {
        return trend == Trend.PILES_UP || !fits;
    }

    /** Whether it cannot be told that they level off. */
    public boolean open() {
        return trend == Trend.CANNOT_TELL || (trend == Trend.FILLING && Double.isNaN(level));
    }
}
