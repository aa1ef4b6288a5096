package afterglow.contract;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Faulty strategies that keep the contract and leave something behind, though they say that they do not. */
public final class Leaky {

    private Leaky() {}

    /** Keeps what stands for one send in 1,000. */
    private static final class OneSendInThousand extends Suspect {

        private final AtomicLong sent = new AtomicLong();
        private final Queue<Object> kept = new ConcurrentLinkedQueue<>();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos, ticket);
                    if (sent.incrementAndGet() % 1_000 == 0) {
                        kept.add(new long[] {ticket});
                    }
                }
            };
        }
    }

    /** Frees the timer of each send, but not what the send was about. */
    private static final class TheMessageOnly extends Suspect {

        private record Message(long ticket) {}

        private final Queue<Message> log = new ConcurrentLinkedQueue<>();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos, ticket);
                    log.add(new Message(ticket));
                }
            };
        }
    }

    /** Forgets to clean up where a send timed out. */
    private static final class TimedOutOnly extends Suspect {

        private final Queue<Object> kept = new ConcurrentLinkedQueue<>();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                void fire(long ticket) {
                    kept.add(new long[] {ticket});
                    super.fire(ticket);
                }
            };
        }
    }

    /** Keeps what stands for a timeout that is due at once. */
    private static final class DueAtOnceOnly extends Suspect {

        private final Queue<Object> kept = new ConcurrentLinkedQueue<>();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos, ticket);
                    if (nanos < 1_000) {
                        kept.add(new long[] {ticket});
                    }
                }
            };
        }
    }

    /** Holds softly what it knows of each send. */
    private static final class RemembersSoftly extends Suspect {

        private final Queue<SoftReference<Queue<Object>>> history = new ConcurrentLinkedQueue<>();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    super.arm(nanos, ticket);
                    SoftReference<Queue<Object>> last = history.peek();
                    Queue<Object> records = last == null ? null : last.get();
                    if (records == null) {
                        records = new ConcurrentLinkedQueue<>();
                        history.clear();
                        history.add(new SoftReference<>(records));
                    }
                    records.add(new long[] {ticket});
                }
            };
        }
    }

    /** Keeps a few tasks for use again. */
    private static final class Pooled extends Suspect {

        private final Queue<long[]> pool = new ConcurrentLinkedQueue<>(List.of(new long[1], new long[1]));

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void arm(long nanos, long ticket) {
                    long[] borrowed = pool.poll();
                    super.arm(nanos, ticket);
                    pool.add(borrowed == null ? new long[1] : borrowed);
                }
            };
        }
    }

    private abstract static class Provider implements StrategyProvider {

        private final String id;
        private final Supplier<TimeoutStrategy> strategies;

        Provider(String id, Supplier<TimeoutStrategy> strategies) {
            this.id = id;
            this.strategies = strategies;
        }

        @Override
        public Descriptor descriptor() {
            return Descriptor.of(id, Family.CUSTOM, "a test's");
        }

        @Override
        public TimeoutStrategy create() {
            return strategies.get();
        }
    }

    public static final class OneInThousand extends Provider {
        public OneInThousand() {
            super("one-in-1000", OneSendInThousand::new);
        }
    }

    public static final class Message extends Provider {
        public Message() {
            super("message-only", TheMessageOnly::new);
        }
    }

    public static final class TimedOut extends Provider {
        public TimedOut() {
            super("timed-out-only", TimedOutOnly::new);
        }
    }

    public static final class AtOnce extends Provider {
        public AtOnce() {
            super("due-at-once-only", DueAtOnceOnly::new);
        }
    }

    public static final class Softly extends Provider {
        public Softly() {
            super("remembers-softly", RemembersSoftly::new);
        }
    }

    public static final class Weakly extends Provider {
        public Weakly() {
            super("remembers-weakly", Innocent.RemembersWeakly::new);
        }
    }

    public static final class Thrifty extends Provider {
        public Thrifty() {
            super("pooled", Pooled::new);
        }
    }
}
