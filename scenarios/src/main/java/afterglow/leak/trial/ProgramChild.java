package afterglow.leak.trial;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Wire;
import afterglow.leak.Program;
import afterglow.leak.Symptom;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Effort;
import afterglow.retention.Growth;
import afterglow.retention.Measurement;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fresh JVM of one {@link ProgramStep}: asks one question of a program of the user's, and prints rows for its parent. */
public final class ProgramChild {

    /** That the class cannot be used. */
    static final int UNUSABLE = 2;

    private static final Duration MOST_FOR_A_SEND = Duration.ofSeconds(10);
    private static final Duration GRANULARITY = Duration.ofMillis(10);

    /** So many threads make a crowd. */
    public static final int CROWD = 32;

    /** A send that looks at all others takes about 32 times as long; processors that share a lock cost a little. */
    private static final double SLOWER = 8;

    private final PrintStream out;
    private final String className;
    private final Supplier<UserProgram> programs;
    private final Effort effort;

    private ProgramChild(PrintStream out, String className, Supplier<UserProgram> programs, Effort effort) {
        this.out = out;
        this.className = className;
        this.programs = programs;
        this.effort = effort;
    }

    /** Answers as {@link ProgramStep} asks: class, question, most sends, how long to wait for what is left, budget, both in ns. */
    @SuppressWarnings("SystemExitOutsideMain") // a program's own threads must not keep a finished child alive
    public static void main(String[] args) {
        ChildJvm.haltWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = System.err;
        // What a program prints for each send is nothing for us to keep.
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        int status = 0;
        try {
            Patience patience = Patience.of(MOST_FOR_A_SEND, words -> {
                err.println(words);
                Runtime.getRuntime().halt(1);
            });
            Effort effort = new Effort(
                    Long.parseLong(args[2]),
                    Duration.ofNanos(Long.parseLong(args[3])),
                    Duration.ofNanos(Long.parseLong(args[4])));
            new ProgramChild(out, args[0], UserProgram.supplier(args[0], patience), effort)
                    .answer(ProgramStep.Question.valueOf(args[1]));
        } catch (Throwable e) {
            // Its one last line is what the parent shows.
            err.println(
                    String.valueOf(e.getMessage() == null ? e : e.getMessage()).replaceAll("\\s+", " "));
            status = e instanceof UnusableProgramException ? UNUSABLE : 1;
        }
        // At once: what the program added to this JVM's end might hang.
        Runtime.getRuntime().halt(status);
    }

    private void answer(ProgramStep.Question question) throws InterruptedException {
        Row row = Row.of(Schema.LEAKS)
                .set("jdk", Runtime.version().feature())
                .set("demonstration", className)
                .set("form", "program")
                .set("harm", question.label());
        out.println(Wire.line(
                switch (question) {
                    case FIRST -> first(row);
                    case THREADS -> threads(row);
                    case MEMORY -> memory(row);
                    case CPU -> cpu(row);
                    case CROWD -> crowd(row);
                }));
    }

    private Row first(Row row) throws InterruptedException {
        try (Program program = programs.get()) {
            program.send(0);
            return row.set("sends", 1).set("verdict", Symptom.CLEAN.label());
        }
    }

    private Row threads(Row row) throws InterruptedException {
        ThreadGrowth found = ThreadGrowth.of(programs);
        String note = Stream.of(
                        inWords(found.bySend(), "each send"),
                        inWords(found.byProgram(), "each program that was closed"))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
        return row.set("sends", found.bySend().sends())
                .set("note", note)
                .set("verdict", note.isEmpty() ? Symptom.CLEAN.label() : "threads");
    }

    private static String inWords(Growth threads, String cause) {
        return threads.classes().stream()
                .map(grown ->
                        "%.2f threads '%s' for %s".formatted(grown.objects().perSend(), grown.name(), cause))
                .collect(Collectors.joining(", "));
    }

    private Row memory(Row row) throws InterruptedException {
        Measurement.Finding finding = new Measurement(programs, GRANULARITY, effort).runAndWait();
        Growth growth = finding.evidence();
        for (Growth.OfClass grown : growth.classes()) {
            out.println(Wire.line(Row.of(Schema.RETENTION_CLASSES)
                    .set("jdk", Runtime.version().feature())
                    .set("strategy", className)
                    .set("ending", "returned")
                    .set("sample", finding.afterDeadline().any() ? "after-deadline" : "settled")
                    .set("class", grown.name())
                    .set("objects_per_send", grown.objects().perSend())
                    .set("objects_per_send_low", grown.objects().low())
                    .set("objects_per_send_high", grown.objects().high())
                    .set("bytes_per_send", grown.bytes().perSend())));
        }
        Measurement.Rooted rooted = finding.rooted();
        return Trial.filled(row, finding)
                .set("timeout_ms", effort.timeout().toNanos() / 1e6)
                .set("note", rooted == null || rooted.path() == null ? "" : rooted.path());
    }

    private Row cpu(Row row) throws InterruptedException {
        try (Program program = programs.get()) {
            long sends = program.run(Math.min(effort.sends(), 1_000), 0);
            row.set("sends", sends);
            double percent;
            try {
                percent = IdleCpu.percent();
            } catch (IllegalStateException e) {
                return row.set("verdict", "unknown").set("note", String.valueOf(e.getMessage()));
            }
            return row.set("idle_cpu_percent", percent)
                    .set("verdict", IdleCpu.symptom(percent).label());
        }
    }

    private Row crowd(Row row) throws InterruptedException {
        double alone = CrowdPace.nanosPerSend(1, programs, effort.sends());
        double beside = CrowdPace.nanosPerSend(CROWD, programs, effort.sends());
        return row.set(
                        "note",
                        "%.0f ns of CPU for a send alone, %.0f beside %d other threads"
                                .formatted(alone, beside, CROWD - 1))
                .set("verdict", (beside > SLOWER * alone ? Symptom.SLOWS : Symptom.CLEAN).label());
    }
}
