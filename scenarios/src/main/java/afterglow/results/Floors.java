package afterglow.results;

import java.util.List;

/** The floors: JVMs that send without a timeout, by the same code, so what differs between them is noise; and the naive form. */
public final class Floors {

    /** The floor that is a strategy of the registry as well. */
    public static final String NONE = "none";

    /** The naive form, which most people write first and the others are compared with; also a strategy of the registry. */
    public static final String NAIVE = "scheduled-abandoned";

    /** The floor and its two controls. */
    public static final List<String> IDS = List.of(NONE, "control-1", "control-2");

    private Floors() {}

    public static boolean contains(String id) {
        return IDS.contains(id);
    }
}
