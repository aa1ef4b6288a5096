package afterglow.leak.trial;

import afterglow.accuracy.SendDeadlines;
import afterglow.jvm.IdleCpu;
import afterglow.jvm.OwnThreads;
import afterglow.leak.DeadlineScript;
import afterglow.leak.Harm;
import afterglow.leak.Program;
import afterglow.leak.Symptom;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Effort;
import afterglow.retention.Growth;
import afterglow.retention.Measurement;
import afterglow.timeout.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The measurement of one program in this JVM, by the harm that is looked for. Prints nothing, keeps nothing. */
final class LeakTrial {

    /** The longest that a program's tick threads and its clean-up are late. */
    static final Duration GRANULARITY = Duration.ofMillis(10);

    private static final int FEW = 1_000;
    private static final int MANY = 64_000;

    /** A send in a crowd 64 times as large takes about 64 times as long, or as long as before, or a little longer. */
    private static final double SLOWER = 8;

    private static final int WINDOWS = 3;
    private static final Duration WINDOW = Duration.ofMillis(150);

    /**
     * Threads that share nothing never wait; those that share one lock wait at every send, and still at half of their sends if
     * the machine has a core for few of them.
     */
    private static final double WAITS_PER_SEND = 0.1;

    /** Of one core. A thread that spins takes all that it gets. */
    private static final double MOST_IDLE_SHARE = 0.1;

    private static final Duration IDLE_WINDOW = Duration.ofMillis(500);
    private static final long BETWEEN_LOOKS_MILLIS = 1_000;

    /** A thread for each send is 1,000. */
    private static final double THREADS_PER_1000 = 100;

    private LeakTrial() {}

    /** Tries a program; the columns about the demonstration are left to fill in. */
    static Row run(Harm harm, Supplier<Program> programs, Effort effort) throws InterruptedException {
        Row row = Row.of(Schema.LEAKS)
                .set("jdk", Runtime.version().feature())
                .set("harm", harm.label())
                .set("timeout_ms", effort.timeout().toNanos() / 1e6);
        return switch (harm) {
            case MEMORY -> filled(row, new Measurement(programs, GRANULARITY, effort).run());
            case TIME -> time(row, programs, effort);
            case CROWD -> crowd(row, programs, effort);
            case CPU -> cpu(row, programs, effort, 2);
            case DEADLINE -> deadline(row, (DeadlineScript) programs.get());
            case THREADS -> threads(row, programs.get(), effort);
        };
    }

    /** The row without a verdict that can be told. */
    static Row unknown(Row row, String why) {
        return row.set("verdict", Symptom.UNKNOWN.label()).set("note", why);
    }

    /** Fills in what was found of a program's memory. */
    static Row filled(Row row, Measurement.Finding finding) {
        return finding.evidence().into(row).set("verdict", finding.verdict().label());
    }

    private static Row time(Row row, Supplier<Program> programs, Effort effort) throws InterruptedException {
        try (Program few = programs.get();
                Program many = programs.get()) {
            few.crowd(FEW, effort.timeout().toNanos());
            many.crowd(MANY, effort.timeout().toNanos());
            double nanosAtFew = Double.MAX_VALUE;
            double nanosAtMany = Double.MAX_VALUE;
            long sends = 0;
            // The first windows are there to load and compile.
            for (int window = 0; window < WINDOWS; window++) {
                SendPace atFew = SendPace.computing(few, effort.timeout(), WINDOW, effort.sends());
                SendPace atMany = SendPace.computing(many, effort.timeout(), WINDOW, effort.sends());
                nanosAtFew = Math.min(nanosAtFew, atFew.nanosPerSend());
                nanosAtMany = Math.min(nanosAtMany, atMany.nanosPerSend());
                sends += atFew.sends() + atMany.sends();
            }
            return row.set("sends", sends)
                    .set("ns_per_send_at_1000", nanosAtFew)
                    .set("ns_per_send_at_64000", nanosAtMany)
                    .set("verdict", (nanosAtMany > SLOWER * nanosAtFew ? Symptom.SLOWS : Symptom.CLEAN).label());
        }
    }

    private static Row crowd(Row row, Supplier<Program> programs, Effort effort) throws InterruptedException {
        try (Program shared = programs.get()) {
            List<SendPace> paces = SendPace.crowd(
                    ProgramStep.CROWD, () -> Program.ending(() -> {}, shared), effort.timeout(), effort.sends());
            long sends = paces.stream().mapToLong(SendPace::sends).sum();
            double waits = (double) paces.stream().mapToLong(SendPace::waits).sum() / (double) sends;
            return row.set("sends", sends)
                    .set("note", "%.2f waits for another of %d threads".formatted(waits, ProgramStep.CROWD))
                    .set("verdict", (waits > WAITS_PER_SEND ? Symptom.SLOWS : Symptom.CLEAN).label());
        }
    }

    /**
     * The row with what threads do while nothing is sent, after some sends.
     *
     * @param mostLooks how often it is looked at, until they are idle: what sends left to them may still be computed
     */
    static Row cpu(Row row, Supplier<? extends Program> programs, Effort effort, int mostLooks)
            throws InterruptedException {
        OwnThreads own = new OwnThreads();
        try (Program program = programs.get()) {
            long most = Math.min(effort.sends(), FEW);
            row.set("sends", program.run(most, effort.timeout().toNanos()));
            IdleCpu cpu = IdleCpu.of(own, IDLE_WINDOW);
            for (int look = 1; look < mostLooks && !cpu.isAtMost(MOST_IDLE_SHARE); look++) {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
                cpu = IdleCpu.of(own, IDLE_WINDOW);
            }
            boolean spins = cpu.isMoreThan(MOST_IDLE_SHARE);
            if (!spins && !cpu.isAtMost(MOST_IDLE_SHARE)) {
                String note = "no core was free, so how much CPU the threads use while nothing is sent is unknown";
                return unknown(row, note);
            }
            return row.set("idle_cpu_percent", 100 * cpu.share())
                    .set("verdict", (spins ? Symptom.SPINS : Symptom.CLEAN).label());
        }
    }

    private static Row deadline(Row row, DeadlineScript script) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        SendDeadlines deadlines = new SendDeadlines();
        Thread thread = DaemonThreads.named("script").newThread(() -> {
            try {
                script.play(deadlines);
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        SendDeadlines.Finding finding = deadlines.watch(thread);
        if (failure.get() != null) {
            throw new IllegalStateException("the script failed: " + failure.get(), failure.get());
        }
        return deadline(row, finding);
    }

    private static Symptom symptom(SendDeadlines.Finding finding, double earlyMillis, double lateMillis) {
        if (finding.strays() > 0) {
            return Symptom.WRONG_TARGET;
        }
        if (earlyMillis > GRANULARITY.toMillis()) {
            return Symptom.EARLY;
        }
        if (finding.never() > 0) {
            return Symptom.NEVER;
        }
        return lateMillis > SendDeadlines.LATE.toMillis() ? Symptom.LATE : Symptom.CLEAN;
    }

    /** The row with what became of sends; its verdict is unknown if the machine itself was too late to tell. */
    static Row deadline(Row row, SendDeadlines.Finding finding) {
        double lateMillis = finding.lateness().max().orElse(0) / 1e6;
        double earlyMillis = finding.lateness().earlyMax().orElse(0) / 1e6;
        double machineMillis = finding.machineNanos() / 1e6;
        row.set("sends", finding.sends())
                .set("late_ms", Math.max(0, lateMillis))
                .set("early_ms", earlyMillis)
                .set("never", finding.never())
                .set("wrong_target", finding.strays());
        Symptom symptom = symptom(finding, earlyMillis, lateMillis);
        if (symptom != Symptom.LATE || lateMillis - machineMillis > SendDeadlines.LATE.toMillis()) {
            return row.set("verdict", symptom.label());
        }
        String note = "the machine itself was up to %.0f ms late, so it is unknown why a timeout was %.0f ms late";
        return unknown(row, note.formatted(machineMillis, lateMillis));
    }

    private static Row threads(Row row, Program program, Effort effort) throws InterruptedException {
        try (program) {
            Growth growth = ThreadGrowth.bySend(program, effort.timeout().toNanos());
            double perThousand = 1_000 * growth.objects().perSend();
            return row.set("sends", growth.sends())
                    .set("threads_per_1000_sends", perThousand)
                    .set("verdict", (perThousand > THREADS_PER_1000 ? Symptom.THREADS : Symptom.CLEAN).label());
        }
    }
}
