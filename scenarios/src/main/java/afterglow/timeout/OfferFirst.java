package afterglow.timeout;

import org.jspecify.annotations.Nullable;

/**
 * A strategy that arms another one only if the first offer fails, so a send that is delivered at once needs no timer.
 *
 * <p>Arming only remembers; the other is armed when the lane first asks how long it may sleep, for the whole time given. The
 * trap: only a lane that waits asks. An in-flight send is always outstanding, so for those this is no advice, and their
 * timeouts never come.
 */
final class OfferFirst implements TimeoutStrategy {

    private static final String OPENING = "offer-first(";
    private static final String CLOSING = ")";

    private final TimeoutStrategy decorated;

    private OfferFirst(TimeoutStrategy decorated) {
        this.decorated = decorated;
    }

    /** The id of a strategy decorated so. */
    static String idFor(String decorated) {
        return OPENING + decorated + CLOSING;
    }

    /** The id of the strategy that such an id decorates; null if it is not such an id. */
    static @Nullable String decoratedBy(String id) {
        boolean ours = id.startsWith(OPENING) && id.endsWith(CLOSING) && id.indexOf('(') == id.lastIndexOf('(');
        return ours ? id.substring(OPENING.length(), id.length() - CLOSING.length()) : null;
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new Deferred(decorated.open(expiry));
    }

    @Override
    public @Nullable Object retentionRoot() {
        return decorated.retentionRoot();
    }

    @Override
    public void close() {
        decorated.close();
    }

    private static final class Deferred implements Timeout {

        private final Timeout timeout;
        private long nanos;
        private long ticket;
        private boolean armed;

        Deferred(Timeout timeout) {
            this.timeout = timeout;
        }

        @Override
        public void arm(long nanos, long ticket) {
            this.nanos = nanos;
            this.ticket = ticket;
        }

        @Override
        public void disarm() {
            if (armed) {
                armed = false;
                timeout.disarm();
            }
        }

        @Override
        public long parkNanos() {
            if (!armed) {
                armed = true;
                timeout.arm(nanos, ticket);
            }
            return timeout.parkNanos();
        }

        @Override
        public void close() {
            timeout.close();
        }
    }

    /** Provides {@code offer-first(X)}; clean, whatever X is, unless a send waits: others never reach X. */
    static final class Provider extends BuiltIn {
        Provider(StrategyProvider decorated) {
            super(describe(decorated.descriptor()), () -> new OfferFirst(decorated.create()), decorated::library);
        }

        private static Descriptor describe(Descriptor of) {
            return new Descriptor(
                    idFor(of.id()),
                    Family.DECORATOR,
                    of.id() + ", armed only when the first offer failed",
                    of.firstJdk(),
                    of.granularity(),
                    Verdict.CLEAN,
                    of.waiting(),
                    of.faults(),
                    of.sharedThreads(),
                    false);
        }
    }
}
