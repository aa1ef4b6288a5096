package afterglow.leak.trial;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Wire;
import afterglow.leak.Symptom;
import afterglow.leak.trial.ProgramStep.Question;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Effort;
import afterglow.retention.Growth;
import afterglow.retention.Measurement;
import afterglow.retention.SampleTime;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fresh JVM of one {@link ProgramStep}: asks one question of a program of the user's, and prints rows for its parent. */
final class ProgramChild {

    /** The kind of line that tells why there is no answer. */
    static final String FAILED = "failed";

    private static final String STUB = "; replace what a send waits for by a stub";

    /** From fewer sends, only an object for each of them, but for rounding, is told from what a JVM gathers by itself. */
    private static final long ENOUGH_SENDS = 20;

    private static final double AN_OBJECT = 0.99;

    /** So many threads at once are told of, though they end. */
    private static final int MANY_THREADS = 50;

    /** Each of fewer sends may have got a thread of a pool that fills. */
    private static final long ENOUGH_FOR_A_POOL = 50;

    private static final int IDLE_LOOKS = 6;

    /** A send that looks at all others takes about 32 times as long; processors that share a lock cost a little. */
    private static final double SLOWER = 8;

    /** A crowd of sends that take more CPU would be taken for sends that hang. */
    private static final double MOST_CROWDED_NANOS = 200e6;

    private final PrintStream out;
    private final String className;
    private final Question question;
    private final Effort effort;
    private final Supplier<UserProgram> programs;
    private volatile @Nullable UserProgram last;

    private ProgramChild(ChildStep.Arguments asked, PrintStream out) {
        this.out = out;
        className = asked.text("class");
        question = asked.constant("question", Question.class);
        effort = Effort.of(asked);
        Supplier<UserProgram> all = UserProgram.supplier(className, HangWatch.of(this::lost));
        programs = () -> {
            UserProgram program = all.get();
            last = program;
            return program;
        };
    }

    /** Answers as {@link ProgramStep} asks. */
    public static void main(String[] args) {
        ChildStep.serve(args, (asked, out) -> {
            System.setOut(new SilentStream());
            System.setErr(new SilentStream());
            ProgramChild child = new ProgramChild(asked, out);
            try {
                child.say(Wire.line(child.answer()));
            } catch (InterruptedException e) {
                child.say(Wire.line(FAILED, "the sending thread was interrupted when no send was under way"));
            } catch (RuntimeException | Error e) {
                child.say(Wire.line(FAILED, e.getMessage() == null ? e.toString() : e.getMessage()));
            }
            // At once: what the program added to this JVM's end might hang.
            Runtime.getRuntime().halt(0);
        });
    }

    /** Prints a line of its own, whatever the program itself has printed so far. */
    private void say(String line) {
        out.println("\n" + line);
    }

    /** In a crowd, a send that takes long may only be waiting for a processor. */
    private void lost(String words) {
        say(question == Question.CROWD ? Wire.line(unknown(words)) : Wire.line(FAILED, words));
        Runtime.getRuntime().halt(0);
    }

    private Row row(Symptom symptom) {
        return question.row(className).set("verdict", symptom.label());
    }

    private Row unknown(String note) {
        return LeakTrial.unknown(question.row(className), note);
    }

    private Row answer() throws InterruptedException {
        try {
            return switch (question) {
                case FIRST -> first();
                case THREADS -> threads();
                case MEMORY -> memory();
                case CPU -> LeakTrial.cpu(question.row(className), programs, effort, IDLE_LOOKS);
                case CROWD -> crowd();
            };
        } catch (RuntimeException | OutOfMemoryError e) {
            UserProgram program = last;
            Optional<Row> row =
                    outOfMemory(e, question.row(className), program == null ? 0 : program.made(), effort.sends());
            if (row.isEmpty()) {
                throw e;
            }
            return row.get();
        }
    }

    /**
     * The answer that running out of memory gives: a verdict on memory, or on threads if the system gave no more of them; empty
     * if {@code thrown} is no answer to the question.
     *
     * @param row the question's, to be filled in
     * @param made how many sends there were, of at most {@code mostSends}
     */
    static Optional<Row> outOfMemory(Throwable thrown, Row row, long made, long mostSends) {
        Optional<String> lack = Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .filter(OutOfMemoryError.class::isInstance)
                .map(error -> String.valueOf(error.getMessage()))
                .findFirst();
        Question asked = row.constant("harm", Question.class);
        if (lack.isEmpty() || asked == Question.FIRST) {
            return Optional.empty();
        }
        long sends = Math.max(1, made);
        row.set("sends", sends);
        if (lack.get().contains("native thread")) {
            return asked == Question.THREADS
                    ? Optional.of(row.set("verdict", Symptom.THREADS.label())
                            .set("note", "the system gave no more threads after %d sends".formatted(sends)))
                    : Optional.empty();
        }
        long heapBytes = Runtime.getRuntime().maxMemory();
        String note = "ran out of %d MB after %d sends (%s)".formatted(heapBytes >> 20, sends, lack.get());
        if (asked != Question.MEMORY) {
            return Optional.of(LeakTrial.unknown(row, note));
        }
        long fewer = Math.max(ProgramStep.LEAST_SENDS, sends / 16);
        String advice = fewer < mostSends ? "; to see what, give --sends " + fewer : "";
        return Optional.of(row.set("bytes_per_send", (double) heapBytes / (double) sends)
                .set("verdict", Symptom.LEAKS.label())
                .set("note", note + ": they keep memory" + advice));
    }

    private Row first() throws InterruptedException {
        try (UserProgram program = programs.get()) {
            program.send(0);
            return row(Symptom.CLEAN).set("sends", 1);
        }
    }

    private Row threads() throws InterruptedException {
        Growth bySend;
        long made;
        boolean closeable;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.resetPeakThreadCount();
        int before = threads.getThreadCount();
        try (UserProgram program = programs.get()) {
            bySend = ThreadGrowth.bySend(program, 0);
            made = program.made();
            closeable = program.isCloseable();
        }
        String left = inWords(bySend, "each send");
        if (bySend.any() && made < ENOUGH_FOR_A_POOL) {
            return unknown("%s of %d: a leak, or a pool that fills".formatted(left, made) + STUB);
        }
        // A program that cannot be closed has no end that its threads could be held to.
        String note = Stream.of(
                        left,
                        closeable ? inWords(ThreadGrowth.byProgram(programs), "each program that was closed") : "")
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
        if (!note.isEmpty()) {
            return row(Symptom.THREADS).set("sends", bySend.sends()).set("note", note);
        }
        int atOnce = threads.getPeakThreadCount() - before;
        return row(Symptom.CLEAN)
                .set("sends", bySend.sends())
                .set("note", atOnce < MANY_THREADS ? "" : "up to %d at once".formatted(atOnce));
    }

    private static String inWords(Growth threads, String cause) {
        return threads.classes().stream()
                .map(grown ->
                        "%.2f threads '%s' for %s".formatted(grown.objects().perSend(), grown.name(), cause))
                .collect(Collectors.joining(", "));
    }

    private Row memory() throws InterruptedException {
        Measurement.Finding finding = new Measurement(programs, LeakTrial.GRANULARITY, effort).runAndWait();
        Growth growth = finding.evidence();
        if (isTooFew(growth)) {
            return unknown("only %d sends in the time there is, too few to tell".formatted(growth.sends()) + STUB)
                    .set("sends", growth.sends());
        }
        if (!finding.isSettled()) {
            return unknown(finding.unsettled().orElseThrow()).set("sends", growth.sends());
        }
        SampleTime sample = finding.afterDeadline().any() ? SampleTime.AFTER_DEADLINE : SampleTime.SETTLED;
        for (Growth.OfClass grown : growth.classes()) {
            say(Wire.line(grown.into(Row.of(Schema.RETENTION_CLASSES)
                    .set("jdk", Runtime.version().feature())
                    .set("strategy", className)
                    .set("ending", "returned")
                    .set("sample", sample.label()))));
        }
        Measurement.Rooted rooted = finding.rooted();
        String path = rooted == null || rooted.path() == null ? "" : rooted.path();
        // What the counts cannot show: on a busy machine they take long, and what goes away meanwhile levels off.
        String nothing = "nothing stays in the heap of %d sends for %.1f s or longer"
                .formatted(growth.sends(), finding.series().toMillis() / 1e3);
        return LeakTrial.filled(question.row(className), finding)
                .set("timeout_ms", effort.timeout().toNanos() / 1e6)
                .set("note", finding.unsettled().orElse(growth.any() ? path : nothing));
    }

    /** Whether there were too few sends for any verdict. */
    static boolean isTooFew(Growth growth) {
        return growth.sends() < ENOUGH_SENDS && growth.objects().low() < AN_OBJECT;
    }

    private Row crowd() throws InterruptedException {
        try (UserProgram one = programs.get();
                UserProgram other = programs.get()) {
            one.send(0);
            other.send(0);
        } catch (IllegalStateException e) {
            return unknown("two instances of the program cannot send side by side: " + e.getMessage());
        }
        return crowd(
                question.row(className),
                threads -> SendPace.crowd(threads, programs, Duration.ZERO, effort.sends()).stream()
                        .map(SendPace::nanosPerSend)
                        .sorted()
                        .toList()
                        .get(threads / 2));
    }

    /** The CPU time of a send: the median of so many threads that send at once. */
    @FunctionalInterface
    interface CrowdPace {
        double nanosPerSend(int threads) throws InterruptedException;
    }

    /** A suspicion is looked at a second time: a thread's CPU time has the spinning for a lock in it, which is luck. */
    static Row crowd(Row row, CrowdPace pace) throws InterruptedException {
        double alone = pace.nanosPerSend(1);
        if (alone > MOST_CROWDED_NANOS) {
            return LeakTrial.unknown(
                    row, "%.0f ms of CPU for a send alone, too much for a crowd".formatted(alone / 1e6) + STUB);
        }
        double beside = pace.nanosPerSend(ProgramStep.CROWD);
        if (beside > SLOWER * alone) {
            alone = Math.max(alone, pace.nanosPerSend(1));
            beside = Math.min(beside, pace.nanosPerSend(ProgramStep.CROWD));
        }
        String note = "%.1f us of CPU for a send alone, %.1f beside %d other threads"
                .formatted(alone / 1e3, beside / 1e3, ProgramStep.CROWD - 1);
        return row.set("note", note).set("verdict", (beside > SLOWER * alone ? Symptom.SLOWS : Symptom.CLEAN).label());
    }
}
