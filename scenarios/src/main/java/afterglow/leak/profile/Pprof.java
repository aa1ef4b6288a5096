package afterglow.leak.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import one.proto.Proto;

/** A profile in pprof's own format: a gzipped protocol buffer, see profile.proto of github.com/google/pprof. */
final class Pprof {

    /** What the two values of a sample are; pprof shows the second unless it is asked for the other. */
    record Kind(String count, String weight, String period, String unit) {

        static final Kind HEAP = new Kind("inuse_objects", "inuse_space", "space", "bytes");
        static final Kind ALLOCATIONS = new Kind("alloc_objects", "alloc_space", "space", "bytes");
        static final Kind CPU = new Kind("samples", "cpu", "cpu", "nanoseconds");
    }

    private final Map<String, Long> strings = new LinkedHashMap<>(Map.of("", 0L));
    private final Map<String, Long> locations = new LinkedHashMap<>();

    /**
     * The bytes of a profile. To be called once: the next profile needs a new Pprof.
     *
     * @param period what each sample stands for, in the kind's unit; 1 if that varies
     */
    byte[] encode(Profile profile, Kind kind, long timeNanos, long durationNanos, long period) throws IOException {
        Proto whole = new Proto(1 << 16);
        whole.field(1, valueType(kind.count, "count"));
        whole.field(1, valueType(kind.weight, kind.unit));
        profile.stacks().forEach((frames, count) -> {
            Proto sample = new Proto(256);
            for (String frame : frames) {
                sample.field(1, locations.computeIfAbsent(frame, unseen -> locations.size() + 1L));
            }
            sample.field(2, count.objects()).field(2, count.bytes());
            whole.field(2, sample);
        });
        locations.forEach((frame, id) -> {
            // Each location has a function of its own, with the same id.
            whole.field(4, new Proto(32).field(1, id).field(4, new Proto(16).field(1, id)));
            whole.field(5, new Proto(32).field(1, id).field(2, string(frame)).field(3, string(frame)));
        });
        whole.field(9, timeNanos).field(10, durationNanos);
        whole.field(11, valueType(kind.period, kind.unit)).field(12, period);
        strings.keySet().forEach(string -> whole.field(6, string));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(whole.buffer(), 0, whole.size());
        }
        return packed.toByteArray();
    }

    private Proto valueType(String type, String unit) {
        return new Proto(16).field(1, string(type)).field(2, string(unit));
    }

    /** The index of a text in the table of strings, the first of which is empty. */
    private long string(String text) {
        return strings.computeIfAbsent(text, unseen -> (long) strings.size());
    }
}
