package afterglow.leak.trial;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Wire;
import afterglow.leak.Symptom;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Effort;
import afterglow.retention.Growth;
import afterglow.retention.Measurement;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fresh JVM of one {@link ProgramStep}: asks one question of a program of the user's, and prints rows for its parent. */
final class ProgramChild {

    /** That the class cannot be used. */
    static final int UNUSABLE = 2;

    private static final String UNKNOWN = "unknown";
    private static final Duration MOST_FOR_A_SEND = Duration.ofSeconds(10);
    private static final Duration GRANULARITY = Duration.ofMillis(10);

    /** From fewer sends, only an object or more for each of them is told from what a JVM gathers by itself. */
    private static final long ENOUGH_SENDS = 20;

    /** A send that looks at all others takes about 32 times as long; processors that share a lock cost a little. */
    private static final double SLOWER = 8;

    private final PrintStream out;
    private final String className;
    private final Supplier<UserProgram> programs;
    private final Effort effort;
    private volatile @Nullable UserProgram last;

    private ProgramChild(PrintStream out, String className, Supplier<UserProgram> programs, Effort effort) {
        this.out = out;
        this.className = className;
        this.effort = effort;
        this.programs = () -> {
            UserProgram program = programs.get();
            last = program;
            return program;
        };
    }

    /** Answers as {@link ProgramStep} asks: class, question, most sends, how long to wait for what is left, budget, both in ns. */
    @SuppressWarnings("SystemExitOutsideMain") // a program's own threads must not keep a finished child alive
    public static void main(String[] args) {
        ChildJvm.haltWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = System.err;
        System.setOut(new SilentStream());
        System.setErr(new SilentStream());
        int status = 0;
        try {
            HangWatch watch = HangWatch.of(MOST_FOR_A_SEND, words -> {
                err.println(words);
                Runtime.getRuntime().halt(1);
            });
            Effort effort = new Effort(
                    Long.parseLong(args[2]),
                    Duration.ofNanos(Long.parseLong(args[3])),
                    Duration.ofNanos(Long.parseLong(args[4])));
            new ProgramChild(out, args[0], UserProgram.supplier(args[0], watch), effort)
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
        Row answered;
        try {
            answered = switch (question) {
                case FIRST -> first(row);
                case THREADS -> threads(row);
                case MEMORY -> memory(row);
                case CPU -> cpu(row);
                case CROWD -> crowd(row);
            };
        } catch (RuntimeException | OutOfMemoryError e) {
            if (question == ProgramStep.Question.FIRST || !isFullHeap(e)) {
                throw e;
            }
            answered = fullHeap(row, question);
        }
        out.println(Wire.line(answered));
    }

    /** An OutOfMemoryError, but not the one that says that the system gives no more threads. */
    private static boolean isFullHeap(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof OutOfMemoryError
                        && !String.valueOf(cause.getMessage()).contains("native thread"));
    }

    /** The heap was full: that is a verdict on memory, and answers nothing else. */
    private Row fullHeap(Row row, ProgramStep.Question question) {
        UserProgram program = last;
        long sends = program == null ? 1 : Math.max(1, program.made());
        long heapBytes = Runtime.getRuntime().maxMemory();
        String note = "ran out of %d MB after %d sends".formatted(heapBytes >> 20, sends);
        if (question != ProgramStep.Question.MEMORY) {
            return row.set("verdict", UNKNOWN).set("note", note);
        }
        return row.set("sends", sends)
                .set("bytes_per_send", (double) heapBytes / (double) sends)
                .set("verdict", Symptom.LEAKS.label())
                .set("note", note + ": they keep memory; to see what, give --sends " + Math.max(100, sends / 16));
    }

    private Row first(Row row) throws InterruptedException {
        try (UserProgram program = programs.get()) {
            program.send(0);
            return row.set("sends", 1).set("verdict", Symptom.CLEAN.label());
        }
    }

    private Row threads(Row row) throws InterruptedException {
        Growth bySend;
        boolean closeable;
        try (UserProgram program = programs.get()) {
            closeable = program.isCloseable();
            bySend = ThreadGrowth.bySend(program, 0);
        }
        // A program that cannot be closed has no end that its threads could be held to.
        String note = Stream.of(
                        inWords(bySend, "each send"),
                        closeable ? inWords(ThreadGrowth.byProgram(programs), "each program that was closed") : "")
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
        return row.set("sends", bySend.sends())
                .set("note", note)
                .set("verdict", (note.isEmpty() ? Symptom.CLEAN : Symptom.THREADS).label());
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
        LeakTrial.filled(row, finding).set("timeout_ms", effort.timeout().toNanos() / 1e6);
        if (growth.sends() < ENOUGH_SENDS && growth.objects().low() < 1) {
            return row.set("verdict", UNKNOWN)
                    .set(
                            "note",
                            "only %d sends in the time there is, too few to tell; replace what a send waits for by a stub"
                                    .formatted(growth.sends()));
        }
        for (Growth.OfClass grown : growth.classes()) {
            out.println(Wire.line(grown.into(Row.of(Schema.RETENTION_CLASSES)
                    .set("jdk", Runtime.version().feature())
                    .set("strategy", className)
                    .set("ending", "returned")
                    .set("sample", finding.afterDeadline().any() ? "after-deadline" : "settled"))));
        }
        Measurement.Rooted rooted = finding.rooted();
        return row.set("note", rooted == null || rooted.path() == null ? "" : rooted.path());
    }

    private Row cpu(Row row) throws InterruptedException {
        try (UserProgram program = programs.get()) {
            row.set("sends", program.run(Math.min(effort.sends(), 1_000), 0));
            double percent;
            try {
                percent = IdleCpu.percent();
            } catch (IllegalStateException e) {
                return row.set("verdict", UNKNOWN).set("note", String.valueOf(e.getMessage()));
            }
            return row.set("idle_cpu_percent", percent)
                    .set("verdict", IdleCpu.symptom(percent).label());
        }
    }

    /** A suspicion is looked at a second time: a thread's CPU time has the spinning for a lock in it, which is luck. */
    private Row crowd(Row row) throws InterruptedException {
        double alone = nanosPerSend(1);
        double beside = nanosPerSend(SendPace.CROWD);
        if (beside > SLOWER * alone) {
            alone = Math.max(alone, nanosPerSend(1));
            beside = Math.min(beside, nanosPerSend(SendPace.CROWD));
        }
        return row.set(
                        "note",
                        "%.0f ns of CPU for a send alone, %.0f beside %d other threads"
                                .formatted(alone, beside, SendPace.CROWD - 1))
                .set("verdict", (beside > SLOWER * alone ? Symptom.SLOWS : Symptom.CLEAN).label());
    }

    /** The median of all threads. */
    private double nanosPerSend(int threads) throws InterruptedException {
        return SendPace.crowd(threads, programs, Duration.ZERO, effort.sends()).stream()
                .map(SendPace::nanosPerSend)
                .sorted()
                .toList()
                .get(threads / 2);
    }
}
