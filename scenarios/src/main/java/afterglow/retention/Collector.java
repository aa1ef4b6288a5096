package afterglow.retention;

import afterglow.timeout.Labelled;
import java.util.List;

/**
 * A garbage collector, and the object layout that comes with it. All of them count the same objects; the bytes differ: ZGC
 * has no compressed references, and compact headers save 4 or 8 B in most objects.
 */
public enum Collector implements Labelled {
    SERIAL(17, "-XX:+UseSerialGC"),
    PARALLEL(17, "-XX:+UseParallelGC"),
    G1(17, "-XX:+UseG1GC"),
    ZGC(17, "-XX:+UseZGC"),
    /** Serial, with compact object headers. */
    COMPACT(25, "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");

    private final int firstJdk;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes an immutable one
    private final List<String> flags;

    Collector(int firstJdk, String... flags) {
        this.firstJdk = firstJdk;
        this.flags = List.of(flags);
    }

    public int firstJdk() {
        return firstJdk;
    }

    public List<String> flags() {
        return flags;
    }

    @Override
    public String toString() {
        return label();
    }
}
