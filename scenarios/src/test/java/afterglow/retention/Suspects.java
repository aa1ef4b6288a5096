package afterglow.retention;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Strategies with a known crime, or none; only child JVMs of these tests know them. */
final class Suspects {

    private Suspects() {}

    /** A class path on which they are registered, beside what this JVM runs on. */
    static String classPath(Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(StrategyProvider.class.getName()),
                Stream.of(Suspects.class.getDeclaredClasses())
                        .filter(StrategyProvider.class::isAssignableFrom)
                        .map(Class::getName)
                        .sorted()
                        .collect(Collectors.joining("\n")));
        return System.getProperty("java.class.path") + java.io.File.pathSeparator + folder;
    }

    /** What stays behind. */
    record Trace(long ticket) {}

    /** A strategy whose timeouts expire at once when a full queue makes the lane wait. */
    abstract static class Suspect implements TimeoutStrategy {

        final Queue<Trace> traces = new ConcurrentLinkedQueue<>();
        private final AtomicLong sends = new AtomicLong();

        abstract void armed(long send, long ticket);

        void disarmed(boolean expired, long ticket) {}

        @Override
        public Object retentionRoot() {
            return traces;
        }

        @Override
        public Timeout open(Expiry expiry) {
            return new Timeout() {
                private long ticket;
                private boolean expired;

                @Override
                public void arm(long nanos, long ticket) {
                    this.ticket = ticket;
                    expired = false;
                    armed(sends.incrementAndGet(), ticket);
                }

                @Override
                public void disarm() {
                    disarmed(expired, ticket);
                }

                @Override
                public long parkNanos() {
                    expired = true;
                    expiry.expire(ticket);
                    return 0;
                }
            };
        }
    }

    private static Descriptor describe(String id, Verdict verdict) {
        return Descriptor.of(id, Family.CUSTOM, "a suspect").leaving(verdict);
    }

    /** Leaks one object in 100,000 sends. */
    public static final class OneInHundredThousand implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("one-in-100000", Verdict.LEAKS);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                @Override
                void armed(long send, long ticket) {
                    if (send % 100_000 == 0) {
                        traces.add(new Trace(ticket));
                    }
                }
            };
        }
    }

    /** Fills a cache of all its instances, 100 entries in step with the sends, and no more ever after. */
    public static final class SlowCache implements StrategyProvider {

        private static final int SENDS_AN_ENTRY = 9_000;
        private static final int ENTRIES = 100;

        private final List<Trace> cache = new CopyOnWriteArrayList<>();

        @Override
        public Descriptor descriptor() {
            return describe("slow-cache", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                @Override
                void armed(long send, long ticket) {
                    if (send % SENDS_AN_ENTRY == 0 && cache.size() < ENTRIES) {
                        cache.add(new Trace(ticket));
                    }
                }
            };
        }
    }

    /** Keeps nothing, but makes garbage, and fills a cache of 10,000 entries for good. */
    public static final class Innocent implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("innocent", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                private volatile @Nullable Trace last;
                private volatile int cached;

                @Override
                @SuppressWarnings("NonAtomicVolatileUpdate") // about ten thousand is enough
                void armed(long send, long ticket) {
                    last = new Trace(ticket);
                    if (cached < 10_000) {
                        cached++;
                        traces.add(new Trace(ticket));
                    }
                }
            };
        }
    }

    /** Leaks only when the time was over. */
    public static final class TimedOutOnly implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("timed-out-only", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                @Override
                void armed(long send, long ticket) {}

                @Override
                void disarmed(boolean expired, long ticket) {
                    if (expired) {
                        traces.add(new Trace(ticket));
                    }
                }
            };
        }
    }

    /** A cache for all its instances that takes an entry of each send, and levels off at 200,000. */
    public static final class LargeCache implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("large-cache", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                private final AtomicLong cached = new AtomicLong();

                @Override
                void armed(long send, long ticket) {
                    if (cached.incrementAndGet() <= 200_000) {
                        traces.add(new Trace(ticket));
                    }
                }
            };
        }
    }

    /** A cache that takes an entry of each send, and levels off at 100,000; and what timed out is never dropped. */
    public static final class CacheAndLeak implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("cache-and-leak", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                private final AtomicLong cached = new AtomicLong();

                @Override
                void armed(long send, long ticket) {
                    if (cached.incrementAndGet() <= 100_000) {
                        traces.add(new Trace(ticket));
                    }
                }

                @Override
                void disarmed(boolean expired, long ticket) {
                    if (expired) {
                        traces.add(new Trace(ticket));
                    }
                }
            };
        }
    }

    /** Keeps what was armed for ever, and looks nowhere for it when it is disarmed. */
    public static final class KeepsTheEndless implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("keeps-the-endless", Verdict.LEAKS);
        }

        @Override
        public TimeoutStrategy create() {
            return expiry -> new Timeout() {

                private final Queue<Trace> endless = new ConcurrentLinkedQueue<>();

                @Override
                public void arm(long nanos, long ticket) {
                    if (nanos == Long.MAX_VALUE) {
                        endless.add(new Trace(ticket));
                    }
                }

                @Override
                public void disarm() {}
            };
        }
    }

    /** Cleans up each second what its sends have left. */
    public static final class CleansUpEachSecond implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("cleans-up-each-second", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {

                private final ScheduledExecutorService cleaner = DaemonThreads.scheduler("cleaner");
                private final Future<?> cleaning = cleaner.scheduleAtFixedRate(traces::clear, 1, 1, TimeUnit.SECONDS);

                @Override
                void armed(long send, long ticket) {
                    if (send % 4 == 0) {
                        traces.add(new Trace(ticket));
                    }
                }

                @Override
                public void close() {
                    cleaning.cancel(false);
                    cleaner.shutdownNow();
                }
            };
        }
    }

    /** Leaks an object for each send, and says that it does not. */
    public static final class LeaksInSecret implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("leaks-in-secret", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                @Override
                void armed(long send, long ticket) {
                    traces.add(new Trace(ticket));
                }
            };
        }
    }

    /** Leaks no object, but makes one buffer outside the heap ever longer. */
    public static final class LongerBuffer implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("longer-buffer", Verdict.LEAKS);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                private ByteBuffer tickets = ByteBuffer.allocateDirect(128);

                @Override
                void armed(long send, long ticket) {
                    if (!tickets.hasRemaining()) {
                        tickets = ByteBuffer.allocateDirect(2 * tickets.capacity())
                                .put(tickets.flip());
                    }
                    tickets.putLong(ticket);
                }
            };
        }
    }

    /** Leaks no object, but makes one array ever longer. */
    public static final class LongerArray implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("longer-array", Verdict.LEAKS);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                private long[] tickets = new long[16];
                private int count;

                @Override
                synchronized void armed(long send, long ticket) {
                    if (count == tickets.length) {
                        tickets = Arrays.copyOf(tickets, 2 * count);
                    }
                    tickets[count++] = ticket;
                }
            };
        }
    }

    /** Retains what its root does not reach. */
    public static final class Rootless implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("rootless", Verdict.LEAKS);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                @Override
                void armed(long send, long ticket) {
                    traces.add(new Trace(ticket));
                }

                @Override
                public Object retentionRoot() {
                    return new Object();
                }
            };
        }
    }

    /** Never comes back from arming. */
    public static final class Hangs implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("hangs", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                @Override
                void armed(long send, long ticket) {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }
    }

    /** Takes its JVM down. */
    public static final class Dies implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("dies", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                @Override
                void armed(long send, long ticket) {
                    if (send == 1_000) {
                        System.err.println("so long");
                        Runtime.getRuntime().halt(9);
                    }
                }
            };
        }
    }

    /** Throws from arming. */
    public static final class Throws implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("throws", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return new Suspect() {
                @Override
                void armed(long send, long ticket) {
                    if (send == 1_000) {
                        throw new IllegalStateException("no more than 1,000 sends");
                    }
                }
            };
        }
    }

    /** Cannot be used by many lanes. */
    public static final class Refuses implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return describe("refuses", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return expiry -> {
                throw new UnsupportedOperationException("serves nobody");
            };
        }
    }

    /** Keeps 1,136 B for each lane: the lane, an array of its own, and another that its first send makes. */
    public static final class HeavyLane implements StrategyProvider {

        static final int LANE_BYTES = 24 + (16 + 125 * 8) + (16 + 80);
        static final int ARMED_BYTES = 16 + 200;

        @Override
        public Descriptor descriptor() {
            return describe("heavy-lane", Verdict.CLEAN);
        }

        @Override
        public TimeoutStrategy create() {
            return expiry -> new Lane();
        }

        private static final class Lane implements Timeout {

            @SuppressWarnings("unused") // it is there
            private final long[] state = new long[125];

            private byte @Nullable [] late;

            @SuppressWarnings("unused") // it is there
            private byte @Nullable [] armed;

            @Override
            public void arm(long nanos, long ticket) {
                if (late == null) {
                    late = new byte[80];
                }
                armed = new byte[200];
            }

            @Override
            public void disarm() {
                armed = null;
            }
        }
    }
}
