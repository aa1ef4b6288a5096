package afterglow.relay;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.reused.Reused;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A strategy that does as it should until it is past its rehearsal, and then something else at each arm. */
public final class Turncoat implements TimeoutStrategy {

    /** Expires at once. */
    public static final class Betraying extends Turning {
        public Betraying() {
            super("betraying", "expires what it has just armed", Expiry::expire);
        }
    }

    /** Ends its JVM. */
    public static final class Dying extends Turning {
        public Dying() {
            super(
                    "dying",
                    "ends its JVM",
                    (expiry, ticket) -> Runtime.getRuntime().halt(7));
        }
    }

    /** Wants more memory than there is. */
    public static final class Hungry extends Turning {
        public Hungry() {
            super(
                    "hungry",
                    "takes more memory than there is",
                    (expiry, ticket) -> Arrays.fill(new byte[Integer.MAX_VALUE - 8], (byte) 1));
        }
    }

    /** Prints half a line. */
    public static final class Chatting extends Turning {
        public Chatting() {
            super("chatting", "prints half a line", (expiry, ticket) -> System.out.print("half a line "));
        }

        @Override
        public TimeoutStrategy create() {
            System.out.print("afterglow:");
            return super.create();
        }
    }

    abstract static class Turning implements StrategyProvider {

        private final Descriptor descriptor;
        private final Act turn;

        private Turning(String id, String what, Act turn) {
            descriptor = Descriptor.of(id, Family.CUSTOM, what);
            this.turn = turn;
        }

        @Override
        public Descriptor descriptor() {
            return descriptor;
        }

        @Override
        public TimeoutStrategy create() {
            return new Turncoat(turn);
        }
    }

    private interface Act {
        void at(Expiry expiry, long ticket);
    }

    private static final long FAITHFUL = 5_000;

    /** Shorter sends are those of other benchmarks than the one of sends in flight. */
    private static final long LONG_NANOS = 100_000_000;

    private final Reused faithful = new Reused();
    private final AtomicLong arms = new AtomicLong();
    private final Act turn;

    private Turncoat(Act turn) {
        this.turn = turn;
    }

    @Override
    public Timeout open(Expiry expiry) {
        Timeout timeout = faithful.open(expiry);
        return new Timeout() {

            @Override
            public void arm(long nanos, long ticket) {
                timeout.arm(nanos, ticket);
                if (arms.incrementAndGet() > FAITHFUL && nanos > LONG_NANOS) {
                    turn.at(expiry, ticket);
                }
            }

            @Override
            public void disarm() {
                timeout.disarm();
            }

            @Override
            public void close() {
                timeout.close();
            }
        };
    }

    @Override
    public @Nullable Object retentionRoot() {
        return faithful.retentionRoot();
    }

    @Override
    public void close() {
        faithful.close();
    }
}
