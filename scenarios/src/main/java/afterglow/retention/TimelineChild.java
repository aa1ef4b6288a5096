package afterglow.retention;

import afterglow.broadcast.Exit;
import afterglow.broadcast.Lane;
import afterglow.broadcast.Subscription;
import afterglow.jvm.ChildJvm;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * The JVM of one {@link TimelineStep}: makes sends at a steady rate, counts the timers that live meanwhile, and watches them
 * drain.
 *
 * <p>Sends are due by the clock: what a pause held up is made up for, so the rate holds. A timer is an object of the
 * heaviest class of which a send with a far deadline leaves one behind.
 */
public final class TimelineChild {

    static final String TIMERS = "afterglow:timers";

    private static final int PROBES = 4;
    private static final long PROBE_SENDS = 5_000;
    private static final Duration FAR = Duration.ofHours(1);
    private static final double ONE_A_SEND = 0.9;
    private static final long TICK_NANOS = 200_000;

    private final PrintStream out;
    private final String strategy;
    private final long rate;
    private final Duration timeout;
    private final String timerClass;
    private final long base;
    private final long startNanos = System.nanoTime();
    private volatile long sent;

    private TimelineChild(PrintStream out, String strategy, long rate, Duration timeout, String timerClass, long base) {
        this.out = out;
        this.strategy = strategy;
        this.rate = rate;
        this.timeout = timeout;
        this.timerClass = timerClass;
        this.base = base;
    }

    /** Sends as {@link TimelineStep} asks: strategy, rate, timeout, time to send, pause between samples, drain; in ns. */
    @SuppressWarnings("SystemExitOutsideMain") // a strategy's own threads must not keep a finished child alive
    public static void main(String[] args) throws Exception {
        ChildJvm.haltWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Strategies strategies = Strategies.load();
        Growth left = probe(strategies, args[0]);
        Optional<String> timers = left.classes().stream()
                .filter(grown -> grown.objects().perSend() >= ONE_A_SEND)
                .map(Growth.OfClass::name)
                .findFirst();
        if (timers.isPresent()) {
            out.println(TIMERS + "\t" + left.bytes().perSend());
        }
        // Without one there is nothing to count, and the timeline shows just that.
        String timerClass = timers.orElse("");
        try (TimeoutStrategy strategy = strategies.create(args[0])) {
            new TimelineChild(
                            out,
                            args[0],
                            Long.parseLong(args[1]),
                            Duration.ofNanos(Long.parseLong(args[2])),
                            timerClass,
                            live(timerClass))
                    .run(strategy, Long.parseLong(args[3]), Long.parseLong(args[4]), Long.parseLong(args[5]));
        }
        System.exit(0);
    }

    /** What sends with a far deadline leave behind, found on a strategy of its own. */
    private static Growth probe(Strategies strategies, String id) throws InterruptedException {
        try (TimeoutStrategy strategy = strategies.create(id);
                Sends sends = Sends.of(Ending.DELIVERED, strategy)) {
            Ledger ledger = new Ledger(PROBES);
            ledger.learn(Census.take());
            long made = 0;
            for (int checkpoint = 0; checkpoint < PROBES; checkpoint++) {
                made += sends.run(PROBE_SENDS, FAR.toNanos());
                ledger.enter(made, Census.take());
            }
            return ledger.growth();
        }
    }

    private static long live(String className) {
        return Census.take()
                .byClass()
                .getOrDefault(className, new Census.Count(0, 0))
                .objects();
    }

    private void run(TimeoutStrategy strategy, long sendNanos, long pauseNanos, long drainNanos) throws Exception {
        ExecutorService sender = Executors.newSingleThreadExecutor(DaemonThreads.named("steady-sender"));
        Future<?> sending = sender.submit(() -> send(strategy, sendNanos));
        long sample = startNanos;
        while (!sending.isDone()) {
            sample += pauseNanos;
            LockSupport.parkNanos(sample - System.nanoTime());
            if (!sending.isDone()) {
                sample();
            }
        }
        sending.get();
        long end = System.nanoTime() + drainNanos;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(pauseNanos);
            sample();
        }
        sender.shutdown();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void send(TimeoutStrategy strategy, long sendNanos) {
        Subscription<Sends.Message> subscription = new Subscription<>(1);
        try (Lane lane = new Lane(strategy, new Exit())) {
            long nanos = timeout.toNanos();
            long elapsed = System.nanoTime() - startNanos;
            long made = (long) (elapsed / 1e9 * rate);
            long skipped = made;
            while (elapsed < sendNanos) {
                long due = (long) (elapsed / 1e9 * rate);
                for (; made < due; made++) {
                    lane.send(subscription, new Sends.Message(made), nanos);
                    subscription.poll();
                }
                sent = made - skipped;
                LockSupport.parkNanos(TICK_NANOS);
                elapsed = System.nanoTime() - startNanos;
            }
        }
    }

    private void sample() {
        long live = Math.max(0, live(timerClass) - base);
        Row row = Row.of(Schema.TIMELINE)
                .set("jdk", Runtime.version().feature())
                .set("strategy", strategy)
                .set("rate_per_s", rate)
                .set("timeout_ms", timeout.toNanos() / 1e6)
                .set("elapsed_ms", (System.nanoTime() - startNanos) / 1_000_000)
                .set("sends", sent)
                .set("live_timers", live)
                .set(
                        "heap_used_bytes",
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        long collections = 0;
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += Math.max(0, collector.getCollectionCount());
            millis += Math.max(0, collector.getCollectionTime());
        }
        out.println(Wire.line(row.set("gc_count", collections).set("gc_ms", millis)));
    }
}
