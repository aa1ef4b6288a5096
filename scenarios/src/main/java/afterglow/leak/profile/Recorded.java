package afterglow.leak.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** The samples of a JFR file, whether the JDK's own recorder wrote it or async-profiler. */
enum Recorded {
    ALLOCATED(Map.of(
            "jdk.ObjectAllocationSample", "weight",
            "jdk.ObjectAllocationInNewTLAB", "tlabSize",
            "jdk.ObjectAllocationOutsideTLAB", "allocationSize")),
    /** Objects that lived when the recording was written; JFR tells their sizes from JDK 21 on. */
    LIVE(Map.of("jdk.OldObjectSample", "objectSize", "profiler.LiveObject", "allocationSize")),
    RUNNING(Map.of("jdk.ExecutionSample", ""));

    @SuppressWarnings("ImmutableEnumChecker") // Map.of makes an immutable one
    private final Map<String, String> weightByEvent;

    Recorded(Map<String, String> weightByEvent) {
        this.weightByEvent = weightByEvent;
    }

    /** The samples since a moment. */
    List<Profile.Sample> read(Path file, Instant since) throws IOException {
        List<Profile.Sample> samples = new ArrayList<>();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                String weight = weightByEvent.get(event.getEventType().getName());
                RecordedStackTrace trace = event.getStackTrace();
                if (weight != null
                        && trace != null
                        && !trace.getFrames().isEmpty()
                        && !event.getStartTime().isBefore(since)) {
                    samples.add(new Profile.Sample(
                            frames(trace),
                            this == RUNNING ? "" : type(event),
                            event.hasField(weight) ? event.getLong(weight) : 0));
                }
            }
        }
        return samples;
    }

    private static List<String> frames(RecordedStackTrace trace) {
        List<String> frames = new ArrayList<>();
        for (RecordedFrame frame : trace.getFrames()) {
            RecordedMethod method = frame.getMethod();
            String type = method == null ? "" : plain(method.getType().getName());
            // Left out: native frames have no class, and async-profiler puts the object's class on top like a frame.
            String name = method == null ? "?" : method.getName();
            if (!name.isEmpty() && !type.isEmpty()) {
                frames.add(type + "." + name);
            }
        }
        return frames.isEmpty() ? List.of("?") : List.copyOf(frames);
    }

    private static String type(RecordedEvent event) {
        RecordedClass type =
                event.hasField("objectClass") ? event.getClass("objectClass") : event.getValue("object.type");
        return type == null ? "?" : plain(type.getName());
    }

    /** A class name as a census has it: lambdas go by the name of their host. */
    private static String plain(String name) {
        int lambda = name.indexOf("$$Lambda");
        return (lambda < 0 ? name : name.substring(0, lambda + "$$Lambda".length())).replace('/', '.');
    }
}
