package afterglow.accuracy;

import afterglow.results.Row;
import afterglow.results.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Lateness on disk, in the formats that HdrHistogram's own tools read: a log ({@code .hlog}, values in ns) that holds each
 * run as two intervals, untagged for what was on time or late and tagged {@code early} for what was early, and a
 * distribution ({@code .hgrm}, values in us) over all runs of the log. Logs merge by concatenation.
 */
public final class LatenessFiles {

    private static final String FOLDER = "accuracy";
    private static final String LOG = ".hlog";
    private static final String EARLY = "early";
    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double NANOS_PER_MICRO = 1_000;

    private LatenessFiles() {}

    /** The name that a row's files have before the dot. */
    private static String name(Row row) {
        return row.text("strategy").replace('(', '-').replace(")", "")
                + "-" + row.text("deadline_ms") + "ms-" + row.text("lanes") + "-" + row.text("condition")
                + "-jdk" + row.text("jdk");
    }

    /** Writes the files of a row into a run's folder {@code accuracy}, in addition to the runs that they hold already. */
    public static void add(Path run, Row row, Lateness lateness) throws IOException {
        List<Histogram> intervals = new ArrayList<>();
        intervals.add(lateness.late());
        if (lateness.early().getTotalCount() > 0) {
            Histogram early = lateness.early().copy();
            early.setTag(EARLY);
            intervals.add(early);
        }
        add(run, name(row), intervals);
    }

    /** Adds the files of a run, or of a part of one, to those of another. */
    public static void join(Path part, Path run) throws IOException {
        Path logs = part.resolve(FOLDER);
        if (!Files.isDirectory(logs)) {
            return;
        }
        try (DirectoryStream<Path> held = Files.newDirectoryStream(logs, "*" + LOG)) {
            for (Path log : held) {
                String file = log.getFileName().toString();
                add(run, file.substring(0, file.length() - LOG.length()), intervals(log));
            }
        }
    }

    private static void add(Path run, String name, List<Histogram> more) throws IOException {
        Path folder = Files.createDirectories(run.resolve(FOLDER));
        Path log = folder.resolve(name + LOG);
        List<Histogram> intervals = Files.exists(log) ? intervals(log) : new ArrayList<>();
        intervals.addAll(more);
        WholeFile.write(log, log(intervals));
        WholeFile.write(folder.resolve(name + ".hgrm"), distribution(read(log)));
    }

    /** All the runs of a log as one. */
    public static Lateness read(Path log) throws IOException {
        Lateness all = new Lateness();
        for (Histogram interval : intervals(log)) {
            (EARLY.equals(interval.getTag()) ? all.early() : all.late()).add(interval);
        }
        return all;
    }

    private static List<Histogram> intervals(Path log) throws IOException {
        List<Histogram> intervals = new ArrayList<>();
        try (InputStream in = Files.newInputStream(log);
                HistogramLogReader reader = new HistogramLogReader(in)) {
            while (reader.hasNext()) {
                if (reader.nextIntervalHistogram() instanceof Histogram histogram) {
                    intervals.add(histogram);
                }
            }
        }
        return intervals;
    }

    private static String log(List<Histogram> intervals) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        HistogramLogWriter writer = new HistogramLogWriter(text);
        writer.outputComment("[lateness in ns; tagged " + EARLY + ": by how much expiries came too early]");
        writer.outputLogFormatVersion();
        writer.outputLegend();
        intervals.forEach(writer::outputIntervalHistogram);
        writer.close();
        return text.toString(StandardCharsets.UTF_8);
    }

    private static String distribution(Lateness lateness) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8);
        lateness.late().outputPercentileDistribution(out, TICKS_PER_HALF_DISTANCE, NANOS_PER_MICRO);
        out.println("#[Unit = us, Early expiries, which are not in it = "
                + lateness.early().getTotalCount() + "]");
        out.flush();
        return text.toString(StandardCharsets.UTF_8);
    }
}
