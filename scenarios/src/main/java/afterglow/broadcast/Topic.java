package afterglow.broadcast;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The subscribers of one topic. Thread-safe. */
final class Topic<M> {

    private final Set<Subscription<M>> subscriptions = new LinkedHashSet<>();
    private volatile @Nullable Audience<M> audience;

    synchronized void add(Subscription<M> subscription) {
        subscriptions.add(subscription);
        audience = null;
    }

    synchronized boolean remove(Subscription<M> subscription) {
        boolean removed = subscriptions.remove(subscription);
        audience = null;
        return removed;
    }

    synchronized boolean isEmpty() {
        return subscriptions.isEmpty();
    }

    /** Those who subscribe now. Built when asked for, so that 100,000 subscriptions do not copy the list each. */
    Audience<M> audience() {
        Audience<M> known = audience;
        return known != null ? known : snapshot();
    }

    private synchronized Audience<M> snapshot() {
        Audience<M> fresh = new Audience<>(List.copyOf(subscriptions));
        audience = fresh;
        return fresh;
    }

    /**
     * The subscribers that one broadcast reaches.
     *
     * @param members in the order of subscription
     * @param allDelivered the tally of the usual broadcast, made once so that it allocates nothing
     */
    record Audience<M>(List<Subscription<M>> members, Tally allDelivered) {

        Audience(List<Subscription<M>> members) {
            this(members, new Tally(members.size(), 0, 0));
        }
    }
}
