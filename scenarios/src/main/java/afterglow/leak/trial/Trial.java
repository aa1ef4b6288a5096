package afterglow.leak.trial;

import afterglow.accuracy.SendDeadlines;
import afterglow.leak.Harm;
import afterglow.leak.Program;
import afterglow.leak.Symptom;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Effort;
import afterglow.retention.Growth;
import afterglow.retention.Measurement;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The measurement of one program in this JVM, by the harm that is looked for. Prints nothing, keeps nothing. */
final class Trial {

    /** What the demonstrations' own tick threads are late by. */
    private static final Duration GRANULARITY = Duration.ofMillis(10);

    private static final int FEW = 1_000;
    private static final int MANY = 64_000;

    /** A send in a crowd 64 times as large takes about 64 times as long, or as long as before, or a little longer. */
    private static final double SLOWER = 8;

    private static final int WINDOWS = 3;
    private static final long WINDOW_NANOS = 150_000_000;

    private static final int SENDS_OF_THREADS = 200;

    /** A thread for each send is 1,000. */
    private static final double THREADS_PER_1000 = 100;

    private Trial() {}

    /** Tries a program; the columns about the demonstration are left to fill in. */
    static Row run(Harm harm, Supplier<Program> programs, Effort effort) throws InterruptedException {
        Row row = Row.of(Schema.LEAKS)
                .set("jdk", Runtime.version().feature())
                .set("harm", harm.label())
                .set("timeout_ms", effort.timeout().toNanos() / 1e6);
        return switch (harm) {
            case MEMORY -> memory(row, programs, effort);
            case TIME -> time(row, programs, effort);
            case CPU -> cpu(row, programs, effort);
            case DEADLINE -> deadline(row, programs.get());
            case THREADS -> threads(row, programs.get(), effort);
        };
    }

    private static Row memory(Row row, Supplier<Program> programs, Effort effort) throws InterruptedException {
        return filled(row, new Measurement(programs, GRANULARITY, effort).run());
    }

    /** Fills in what was found of a program's memory. */
    static Row filled(Row row, Measurement.Finding finding) {
        Growth growth = finding.evidence();
        return row.set("sends", growth.sends())
                .set("objects_per_send", growth.objects().perSend())
                .set("objects_per_send_low", growth.objects().low())
                .set("objects_per_send_high", growth.objects().high())
                .set("bytes_per_send", growth.bytes().perSend())
                .set("bytes_per_send_low", growth.bytes().low())
                .set("bytes_per_send_high", growth.bytes().high())
                .set("carrier", growth.carrier().orElse(""))
                .set("verdict", Symptom.of(finding.verdict()).label());
    }

    private static Row time(Row row, Supplier<Program> programs, Effort effort) throws InterruptedException {
        try (Program few = programs.get();
                Program many = programs.get()) {
            few.crowd(FEW, effort.timeout().toNanos());
            many.crowd(MANY, effort.timeout().toNanos());
            Pace atFew = new Pace(0, Double.MAX_VALUE);
            Pace atMany = atFew;
            // The first windows are there to load and compile.
            for (int window = 0; window < WINDOWS; window++) {
                atFew = atFew.andThen(few, effort);
                atMany = atMany.andThen(many, effort);
            }
            boolean slows = atMany.nanosPerSend() > SLOWER * atFew.nanosPerSend();
            return row.set("sends", atFew.sends() + atMany.sends())
                    .set("ns_per_send_at_1000", atFew.nanosPerSend())
                    .set("ns_per_send_at_64000", atMany.nanosPerSend())
                    .set("verdict", (slows ? Symptom.SLOWS : Symptom.CLEAN).label());
        }
    }

    /** How many sends there were, and the CPU time that each took in the best window: that of this thread, not the clock's. */
    private record Pace(long sends, double nanosPerSend) {

        Pace andThen(Program program, Effort effort) throws InterruptedException {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long start = threads.getCurrentThreadCpuTime();
            long made = 0;
            long nanos;
            do {
                made += program.run(100, effort.timeout().toNanos());
                nanos = threads.getCurrentThreadCpuTime() - start;
            } while (nanos < WINDOW_NANOS && made < effort.sends());
            return new Pace(sends + made, Math.min(nanosPerSend, (double) nanos / (double) made));
        }
    }

    private static Row cpu(Row row, Supplier<Program> programs, Effort effort) throws InterruptedException {
        try (Program program = programs.get()) {
            long sends =
                    program.run(Math.min(effort.sends(), FEW), effort.timeout().toNanos());
            double percent = IdleCpu.percent();
            return row.set("sends", sends)
                    .set("idle_cpu_percent", percent)
                    .set("verdict", IdleCpu.symptom(percent).label());
        }
    }

    private static Row deadline(Row row, Program program) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        SendDeadlines deadlines = new SendDeadlines();
        Thread script = new Thread(
                () -> {
                    try {
                        program.play(deadlines);
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                },
                "script");
        script.setDaemon(true);
        SendDeadlines.Finding finding = deadlines.watch(script);
        if (failure.get() != null) {
            throw new IllegalStateException("the script failed: " + failure.get(), failure.get());
        }
        double lateMillis = finding.lateness().max().orElse(0) / 1e6;
        double earlyMillis = finding.lateness().earlyMax().orElse(0) / 1e6;
        return row.set("sends", finding.sends())
                .set("late_ms", Math.max(0, lateMillis))
                .set("early_ms", earlyMillis)
                .set("never", finding.never())
                .set("wrong_target", finding.strays())
                .set("verdict", symptom(finding, lateMillis, earlyMillis).label());
    }

    private static Symptom symptom(SendDeadlines.Finding finding, double lateMillis, double earlyMillis) {
        double machineMillis = finding.machineNanos() / 1e6;
        if (finding.strays() > 0) {
            return Symptom.WRONG_TARGET;
        }
        if (earlyMillis > GRANULARITY.toMillis()) {
            return Symptom.EARLY;
        }
        if (finding.never() > 0) {
            return Symptom.NEVER;
        }
        if (lateMillis <= SendDeadlines.LATE.toMillis()) {
            return Symptom.CLEAN;
        }
        if (lateMillis - machineMillis > SendDeadlines.LATE.toMillis()) {
            return Symptom.LATE;
        }
        throw new IllegalStateException(
                "the machine itself was late by %.0f ms, so whether a timeout was by %.0f cannot be told"
                        .formatted(machineMillis, lateMillis));
    }

    private static Row threads(Row row, Program program, Effort effort) throws InterruptedException {
        try (program) {
            long before = LiveThreads.settled();
            long sends = program.run(SENDS_OF_THREADS, effort.timeout().toNanos());
            double perThousand = 1_000.0 * (LiveThreads.settled() - before) / sends;
            return row.set("sends", sends)
                    .set("threads_per_1000_sends", perThousand)
                    .set("verdict", (perThousand > THREADS_PER_1000 ? Symptom.THREADS : Symptom.CLEAN).label());
        }
    }
}
