package afterglow.judge;

import java.util.List;

/** The floors: JVMs that send without a timeout. All of them run the same code, so what differs between them is noise. */
public final class Floors {

    /** The floor that is a strategy of the registry as well. */
    public static final String NONE = "none";

    private static final List<String> CONTROLS = List.of("control-1", "control-2");

    private Floors() {}

    /** The ids under which the floor is measured again. */
    public static List<String> controls() {
        return CONTROLS;
    }

    /** Whether an id is a floor's. */
    public static boolean contains(String id) {
        return id.equals(NONE) || CONTROLS.contains(id);
    }
}
