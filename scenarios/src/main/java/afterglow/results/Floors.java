package afterglow.results;

import java.util.List;

/** The floors: JVMs that send without a timeout. All of them run the same code, so what differs between them is noise. */
public final class Floors {

    /** The floor that is a strategy of the registry as well. */
    public static final String NONE = "none";

    /** The floor and its two controls. */
    public static final List<String> IDS = List.of(NONE, "control-1", "control-2");

    private Floors() {}

    public static boolean contains(String id) {
        return IDS.contains(id);
    }
}
