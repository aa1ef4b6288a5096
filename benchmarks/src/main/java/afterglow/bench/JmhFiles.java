package afterglow.bench;

import afterglow.results.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.format.OutputFormat;

/** JMH's own result files, kept whole while a run goes on: JMH would write them at its end only. Thread-safe. */
public final class JmhFiles {

    private static final long SHARE = 20;

    private final Path folder;
    private final int part;
    private final List<ResultFormatType> formats;
    private final List<RunResult> results = new ArrayList<>();
    private boolean unwritten;
    private long due = System.nanoTime();

    /** New files, beside those of the run's earlier parts; the first result creates them. */
    public JmhFiles(Path folder, Collection<ResultFormatType> formats) {
        int free = 1;
        while (Files.exists(file(folder, free, ResultFormatType.JSON))) {
            free++;
        }
        this.folder = folder;
        part = free;
        this.formats = List.copyOf(formats);
        Runtime.getRuntime().addShutdownHook(new Thread(this::writeAtTheEnd, "jmh-files"));
    }

    /** The file of a part of a run, from 1 on: {@code jmh.json}, {@code jmh-2.json} and so on. */
    public static Path file(Path folder, int part, ResultFormatType format) {
        return folder.resolve(
                (part == 1 ? "jmh." : "jmh-" + part + ".") + format.name().toLowerCase(Locale.ROOT));
    }

    /** Adds results; they are on disk soon, or when the JVM ends. JMH writes all of them each time: at most a twentieth of the run. */
    public synchronized void add(Collection<RunResult> added) throws IOException {
        results.addAll(added);
        unwritten = true;
        if (System.nanoTime() - due >= 0) {
            write();
        }
    }

    public synchronized void write() throws IOException {
        if (!unwritten) {
            return;
        }
        long start = System.nanoTime();
        for (ResultFormatType format : formats) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
                ResultFormatFactory.getInstance(format, out).writeOut(results);
            }
            WholeFile.write(file(folder, part, format), bytes.toString(StandardCharsets.UTF_8));
        }
        unwritten = false;
        due = System.nanoTime() + SHARE * (System.nanoTime() - start);
    }

    private void writeAtTheEnd() {
        try {
            write();
        } catch (IOException e) {
            System.err.println("not written: " + e.getMessage());
        }
    }

    /** An output format that forwards to another, and adds each benchmark's result here when it ends. */
    OutputFormat listeningTo(OutputFormat shown) {
        return (OutputFormat) Proxy.newProxyInstance(
                OutputFormat.class.getClassLoader(),
                new Class<?>[] {OutputFormat.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("endBenchmark") && arguments[0] instanceof BenchmarkResult ended) {
                        add(List.of(new RunResult(ended.getParams(), List.of(ended))));
                    }
                    try {
                        return method.invoke(shown, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
