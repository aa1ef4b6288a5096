package afterglow.timeout;

import java.util.Locale;

/** An enum whose constants are written in tables, options and CSV in lower case, with hyphens. */
public interface Labelled {

    String name();

    default String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The constant of a label.
     *
     * @throws IllegalArgumentException if there is none
     */
    static <E extends Enum<E> & Labelled> E of(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
