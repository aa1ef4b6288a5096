package afterglow.retention;

import afterglow.broadcast.Exit;
import afterglow.broadcast.Lane;
import afterglow.broadcast.Subscription;
import afterglow.jvm.ChildStep;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/**
 * The JVM of one {@link TimelineStep}: makes sends at a steady rate, counts the live timers meanwhile, and then while they
 * drain.
 *
 * <p>Sends are due by the clock: what a pause held up is made up for, so the rate holds. A timer is an object of the
 * heaviest class of which a send with a far deadline leaves one behind.
 */
public final class TimelineChild {

    /** The kind of line that tells how many bytes each timer takes; there is none if the strategy keeps none. */
    static final String TIMERS = "timers";

    private static final int PROBES = 4;
    private static final long PROBE_SENDS = 5_000;
    private static final Duration FAR = Duration.ofHours(1);
    private static final double ONE_A_SEND = 0.9;
    private static final long TICK_NANOS = 200_000;

    private final PrintStream out;
    private final ChildStep.Arguments asked;
    private final long rate;
    private final String timerClass;
    private final long base;
    private final long startNanos;
    private volatile long sent;

    private TimelineChild(PrintStream out, ChildStep.Arguments asked, String timerClass) {
        this.out = out;
        this.asked = asked;
        this.timerClass = timerClass;
        rate = asked.whole("rate");
        base = live();
        startNanos = System.nanoTime();
    }

    public static void main(String[] args) {
        ChildStep.serve(args, (asked, out) -> {
            Strategies strategies = Strategies.load();
            Growth left = probe(strategies.create(asked.text("strategy")));
            Optional<String> timers = left.classes().stream()
                    .filter(grown -> grown.objects().perSend() >= ONE_A_SEND)
                    .map(Growth.OfClass::name)
                    .findFirst();
            if (timers.isPresent()) {
                out.println(Wire.line(TIMERS, left.bytes().perSend()));
            }
            try (TimeoutStrategy strategy = strategies.create(asked.text("strategy"))) {
                // Without a timer there is nothing to count, and the timeline shows just that.
                new TimelineChild(out, asked, timers.orElse("")).run(strategy);
            }
        });
    }

    /** What sends with a far deadline leave behind, found on a strategy of its own. */
    private static Growth probe(TimeoutStrategy strategy) throws InterruptedException {
        try (RetentionSends sends = RetentionSends.of(Ending.DELIVERED, strategy)) {
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

    private long live() {
        return Census.take().count(timerClass).objects();
    }

    private void run(TimeoutStrategy strategy) throws InterruptedException, ExecutionException {
        long pauseNanos = asked.whole("pause");
        ExecutorService sender = Executors.newSingleThreadExecutor(DaemonThreads.named("steady-sender"));
        Future<?> sending = sender.submit(() -> send(strategy));
        long sample = startNanos;
        while (!sending.isDone()) {
            sample += pauseNanos;
            LockSupport.parkNanos(sample - System.nanoTime());
            if (!sending.isDone()) {
                sample();
            }
        }
        sending.get();
        long end = System.nanoTime() + asked.whole("drain");
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(pauseNanos);
            sample();
        }
        sender.shutdown();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void send(TimeoutStrategy strategy) {
        Subscription<RetentionSends.Message> subscription = new Subscription<>(1);
        try (Lane lane = new Lane(strategy, new Exit())) {
            long nanos = asked.whole("timeout");
            long sendNanos = asked.whole("sending");
            long elapsed = System.nanoTime() - startNanos;
            long made = (long) (elapsed / 1e9 * rate);
            long skipped = made;
            while (elapsed < sendNanos) {
                long due = (long) (elapsed / 1e9 * rate);
                for (; made < due; made++) {
                    lane.send(subscription, new RetentionSends.Message(made), nanos);
                    subscription.poll();
                }
                sent = made - skipped;
                LockSupport.parkNanos(TICK_NANOS);
                elapsed = System.nanoTime() - startNanos;
            }
        }
    }

    private void sample() {
        long live = Math.max(0, live() - base);
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        Row row = Row.of(Schema.TIMELINE)
                .set("jdk", Runtime.version().feature())
                .set("strategy", asked.text("strategy"))
                .set("rate_per_s", rate)
                .set("timeout_ms", asked.whole("timeout") / 1e6)
                .set("elapsed_ms", (System.nanoTime() - startNanos) / 1_000_000)
                .set("sends", sent)
                .set("live_timers", live)
                .set(
                        "heap_used_bytes",
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
                .set("gc_count", sum(collectors, GarbageCollectorMXBean::getCollectionCount))
                .set("gc_ms", sum(collectors, GarbageCollectorMXBean::getCollectionTime));
        out.println(Wire.line(row));
    }

    private static long sum(List<GarbageCollectorMXBean> collectors, ToLongFunction<GarbageCollectorMXBean> figure) {
        return collectors.stream().mapToLong(figure).filter(known -> known > 0).sum();
    }
}
