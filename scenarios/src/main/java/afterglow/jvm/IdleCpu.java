package afterglow.jvm;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The CPU that threads took in a window in which they had nothing to do, and what they would have taken of a machine with a core
 * free for each.
 *
 * <p>On a busy machine a thread that spins gets little of a core, and if it yields, less than one that sleeps. But it is ready
 * all the time, and one that sleeps is not. So a thread wants the share that it ran of the time in which it did not wait for
 * a core, and a whole core if it did not sleep for half of the window. Where the system does not tell how long a thread waited,
 * what it took is what it wants, if half a core was to spare. What new threads want that come and go is unknown.
 *
 * @param taken the share of one core that they took, all together
 * @param wanted the share of one core that they would have taken; NaN if unknown
 * @param isSleepless whether one of them did not sleep for half of the window
 * @param sleepsPerSecond how often they went to sleep, all together; 0 where the system does not tell
 * @param wantedSleepsPerSecond how often they would have, if none had waited for a core
 */
public record IdleCpu(
        int threads,
        double taken,
        double wanted,
        boolean isSleepless,
        double sleepsPerSecond,
        double wantedSleepsPerSecond) {

    private static final long LOOK_MILLIS = 25;
    private static final double LEAST_SPARE_CORES = 0.5;

    private static final class Account {

        private OwnThreads.Native last;
        private long ranNanos;
        private long waitedNanos;
        private long sleeps;
        private long awakeNanos;
        private long longestAwakeNanos;

        Account(OwnThreads.Native last) {
            this.last = last;
        }

        /** Takes in how it stands so many ns after the last look. */
        void look(OwnThreads.Native now, long nanos) {
            OwnThreads.Native more = now.since(last);
            ranNanos += more.cpuNanos();
            waitedNanos += more.waitNanos();
            sleeps += more.sleeps();
            boolean isAwake = last.ready() && now.ready() && more.sleeps() == 0;
            awakeNanos = isAwake ? awakeNanos + nanos : 0;
            longestAwakeNanos = Math.max(longestAwakeNanos, awakeNanos);
            last = now;
        }

        boolean isSleepless(long windowNanos) {
            return 2 * longestAwakeNanos >= windowNanos;
        }

        double wanted(long windowNanos) {
            return isSleepless(windowNanos) ? 1 : Math.min(1, ranNanos / ownNanos(windowNanos));
        }

        /** The part of a window in which it did not wait for a core. */
        double ownNanos(long windowNanos) {
            return Math.max(1, windowNanos - waitedNanos);
        }
    }

    public static IdleCpu of(OwnThreads own, Duration window) throws InterruptedException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        // Each call tells the load since the one before.
        system.getCpuLoad();
        OwnThreads.Sample first = own.sample();
        Map<Path, Account> accounts = new HashMap<>();
        first.natives().forEach((task, thread) -> accounts.put(task, new Account(thread)));
        // A thread that ends has no clock any more.
        Map<Long, Long> cpuNanos = new HashMap<>();
        OwnThreads.Sample last = first;
        int looks = 0;
        int newReady = 0;
        do {
            Thread.sleep(LOOK_MILLIS);
            OwnThreads.Sample now = own.sample();
            long sinceLast = now.atNanos() - last.atNanos();
            now.cpuNanos().forEach((thread, nanos) -> cpuNanos.merge(thread, nanos, Math::max));
            now.natives()
                    .forEach((task, thread) -> accounts.computeIfAbsent(task, unseen -> new Account(OwnThreads.NEW))
                            .look(thread, sinceLast));
            looks++;
            newReady += now.natives().entrySet().stream()
                            .anyMatch(one ->
                                    one.getValue().ready() && !first.natives().containsKey(one.getKey()))
                    ? 1
                    : 0;
            last = now;
        } while (last.atNanos() - first.atNanos() < window.toNanos());
        long nanos = last.atNanos() - first.atNanos();
        cpuNanos.replaceAll((thread, cpu) -> cpu - first.cpuNanos().getOrDefault(thread, 0L));
        double taken = (double) cpuNanos.values().stream().mapToLong(cpu -> cpu).sum() / (double) nanos;
        double spareCores = (1 - system.getCpuLoad()) * Runtime.getRuntime().availableProcessors();
        Collection<Account> all = accounts.values();
        double wanted = all.stream().mapToDouble(one -> one.wanted(nanos)).sum();
        boolean isSleepless = all.stream().anyMatch(one -> one.isSleepless(nanos));
        if (2 * newReady >= looks && !isSleepless) {
            wanted = Double.NaN;
        } else if (all.isEmpty() && !cpuNanos.isEmpty()) {
            wanted = spareCores >= LEAST_SPARE_CORES ? taken : Double.NaN;
        }
        return new IdleCpu(
                cpuNanos.size(),
                taken,
                wanted,
                isSleepless,
                1e9 * (double) all.stream().mapToLong(one -> one.sleeps).sum() / (double) nanos,
                1e9
                        * all.stream()
                                .mapToDouble(one -> one.sleeps / one.ownNanos(nanos))
                                .sum());
    }

    /** What they would have taken; if that is unknown, what they took. */
    public double share() {
        return Double.isNaN(wanted) ? taken : Math.max(taken, wanted);
    }

    /** Whether they take, or want, more than a share of a core. */
    public boolean isMoreThan(double share) {
        return taken > share || isSleepless;
    }

    /** Whether they take and want no more than a share of a core; if neither this nor the other, it cannot be told. */
    public boolean isAtMost(double share) {
        return taken <= share && wanted <= share;
    }
}
