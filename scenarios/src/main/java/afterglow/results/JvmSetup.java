package afterglow.results;

/**
 * A kind of JVM that contestants are measured on, as tables and plans tell it.
 *
 * @param jdk its JDK: the feature release, or the whole version where a run has two of one release
 * @param version the whole version
 * @param gc its collector; empty for the JDK's own choice
 * @param jvmArgs further options, as one text; empty for none
 */
public record JvmSetup(String jdk, String version, String gc, String jvmArgs) {

    /** The setup of an {@link #identity}; an IllegalArgumentException if it is none. */
    public static JvmSetup of(String identity) {
        String[] parts = identity.split("\\|", 4);
        if (parts.length < 4) {
            throw new IllegalArgumentException(
                    "environment.csv, jvms: '" + identity + "' is not name|version|collector|options");
        }
        return new JvmSetup(parts[0], parts[1], parts[2], parts[3]);
    }

    /** Its whole name, by which a run that goes on knows it again: {@code 17|17.0.15+6|serial|-Xmx1g}. */
    public String identity() {
        return String.join("|", jdk, version, gc, jvmArgs);
    }

    public int feature() {
        return Runtime.Version.parse(version).feature();
    }

    public String label() {
        return ("JDK " + jdk + " " + gc + " " + jvmArgs).strip().replaceAll("\\s+", " ");
    }

    /** The collector under which its objects are counted; they are the same under each, and Serial is the quickest. */
    public String countedUnder() {
        return gc.isEmpty() ? "serial" : gc;
    }

    /** Sets the columns of a row that tell it. */
    public Row mark(Row row) {
        return row.set("jdk", jdk).set("gc", gc).set("jvm_args", jvmArgs);
    }

    /** Whether a row was measured on it. */
    public boolean marks(Row row) {
        return row.is("jdk", jdk) && row.is("gc", gc) && row.is("jvm_args", jvmArgs);
    }
}
