package afterglow.timeout;

import java.util.Locale;

/** An enum whose constants are written in tables, options and CSV in lower case, with hyphens. */
public interface Labelled {

    String name();

    default String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
