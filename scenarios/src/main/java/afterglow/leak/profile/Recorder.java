package afterglow.leak.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import one.profiler.AsyncProfiler;
import one.profiler.AsyncProfilerLoader;

/** What samples the objects of this JVM, from when it was made on, and writes them as a JFR file. */
sealed interface Recorder extends AutoCloseable {

    /** async-profiler where it loads, the JDK's own recorder where it does not. */
    static Recorder start(Path file) throws IOException {
        AsyncProfiler profiler = AsyncProfilerLoader.isSupported() ? AsyncProfilerLoader.loadOrNull() : null;
        return profiler == null ? new Jfr() : new Async(profiler, file);
    }

    /** What a sample of a running thread stands for. */
    long JFR_CPU_NANOS = 10_000_000;

    /** Its name, for people. */
    String label();

    /** Ends it and returns the file. */
    Path stop(Path file) throws IOException;

    @Override
    void close();

    /** async-profiler: samples every so many bytes, and keeps track of which of the samples live. */
    record Async(AsyncProfiler profiler, Path file) implements Recorder {

        public Async {
            try {
                profiler.execute("start,alloc=64k,live,jfr,file=" + file);
            } catch (IOException e) {
                throw new IllegalStateException("async-profiler does not start: " + e.getMessage(), e);
            }
        }

        @Override
        public String label() {
            return "async-profiler";
        }

        @Override
        public Path stop(Path target) throws IOException {
            profiler.execute("stop,file=" + file);
            return file;
        }

        @Override
        public void close() {}
    }

    /** The JDK's flight recorder. */
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

        /** Writes what there is so far, and goes on. */
        Path dump(Path target) throws IOException {
            recording.dump(target);
            return target;
        }

        @Override
        public Path stop(Path target) throws IOException {
            dump(target);
            close();
            return target;
        }

        @Override
        public void close() {
            recording.close();
        }
    }
}
