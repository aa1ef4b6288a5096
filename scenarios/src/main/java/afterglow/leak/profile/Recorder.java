package afterglow.leak.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import one.profiler.AsyncProfiler;
import one.profiler.AsyncProfilerLoader;
import org.jspecify.annotations.Nullable;

/** Samples the objects of this JVM, from when it was made on, and writes them as a JFR file. */
sealed interface Recorder extends AutoCloseable {

    /** What a sample of a running thread stands for. */
    long JFR_CPU_NANOS = 10_000_000;

    /** async-profiler where it loads, the JDK's own recorder where it does not. */
    static Recorder start(Path file) throws IOException {
        AsyncProfiler profiler = asyncProfiler();
        if (profiler == null) {
            return new Jfr();
        }
        profiler.execute("start,alloc=64k,live,jfr,file=" + file);
        return new Async(profiler);
    }

    /** async-profiler; null where it does not load. */
    static @Nullable AsyncProfiler asyncProfiler() throws IOException {
        return AsyncProfilerLoader.isSupported() ? AsyncProfilerLoader.loadOrNull() : null;
    }

    String label();

    /** Writes what it has so far; async-profiler needs the file that it was started with. */
    void write(Path file) throws IOException;

    @Override
    default void close() {}

    /** async-profiler: samples every so many bytes, and keeps track of which of the samples live; ends when it writes. */
    record Async(AsyncProfiler profiler) implements Recorder {

        @Override
        public String label() {
            return "async-profiler";
        }

        @Override
        public void write(Path file) throws IOException {
            profiler.execute("stop,file=" + file);
        }
    }

    final class Jfr implements Recorder {

        private final Recording recording = new Recording();

        Jfr() {
            recording.enable("jdk.OldObjectSample").withStackTrace().with("cutoff", "0 ns");
            recording.enable("jdk.ObjectAllocationSample").withStackTrace().with("throttle", "500/s");
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofNanos(JFR_CPU_NANOS));
            recording.setMaxSize(64L << 20);
            recording.start();
        }

        @Override
        public String label() {
            return "JFR";
        }

        @Override
        public void write(Path file) throws IOException {
            recording.dump(file);
        }

        @Override
        public void close() {
            recording.close();
        }
    }
}
