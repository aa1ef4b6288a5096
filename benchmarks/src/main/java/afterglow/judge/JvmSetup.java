package afterglow.judge;

/**
 * A kind of JVM that contestants were measured on.
 *
 * @param jdk its JDK, as tables call it
 * @param feature the feature release of that
 * @param gc its collector; empty for the JDK's own choice
 * @param jvmArgs further options, as one text; empty for none
 */
public record JvmSetup(String jdk, int feature, String gc, String jvmArgs) {

    /** The one that a plan records as {@code 17|17.0.15+6|serial|-Xmx1g}. */
    static JvmSetup recorded(String identity) {
        String[] parts = identity.split("\\|", 4);
        if (parts.length < 4) {
            throw new IllegalArgumentException(
                    "environment.csv, jvms: '" + identity + "' is not name|version|collector|options");
        }
        return new JvmSetup(parts[0], Runtime.Version.parse(parts[1]).feature(), parts[2], parts[3]);
    }

    /** For people. */
    public String label() {
        return ("JDK " + jdk + " " + gc + " " + jvmArgs).strip().replaceAll("\\s+", " ");
    }

    /** The collector under which its objects are counted: serial where none was asked for. */
    String countedUnder() {
        return gc.isEmpty() ? "serial" : gc;
    }
}
