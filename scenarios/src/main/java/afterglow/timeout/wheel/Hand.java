package afterglow.timeout.wheel;

import java.util.function.LongSupplier;

/**
 * The moving part of the wheel: its buckets, the history of its epochs, and the one place where it is decided what becomes
 * of a slot. NOT thread safe: the wheel's thread alone turns it.
 *
 * <p>Buckets lie one tick apart on the clock. A slot lies in the bucket of the tick that its deadline falls into, or in an
 * earlier one; once the hand has reached that tick, it waits among the imminent ones for the exact moment.
 */
final class Hand {

    /** Epochs remembered for each bucket: enough that an arm's is still known when its slot is looked at. */
    private static final int EPOCHS_A_BUCKET = 2;

    /** Slots on their way are looked at together, to let the thread sleep between. */
    private static final int TOGETHER = 64;

    /** Ticks without an arm after which a slot is let go. */
    private static final int IDLE_TICKS = 64;

    /** Ticks between two epochs that ask whether anybody arms. */
    private static final int TICKS_TO_ASK = 16;

    /** Slots looked at between two looks at the clock. */
    private static final int PATIENCE = 1024;

    private static final int WORD_BITS = 64;
    private static final long NEVER = Long.MAX_VALUE;

    private final Wheel wheel;
    private final LongSupplier clock;
    private final long tickNanos;
    private final int leastSpan;
    private final int mostSpan;

    private final Link[] buckets;
    private final long[] occupied;
    private final Link imminent = new Link().knot();
    private long soonest = NEVER;

    private final long[] ends;
    private long epoch;
    private long epochBegan;
    private int ticksSinceAsked;
    private boolean asking = true;

    private long now;
    private long tick;
    private long beatTick;

    /**
     * A hand that stands where the clock does.
     *
     * @param turn how many ticks a turn has, a power of two, 128 or more; a slot with longer to wait is looked at once a turn
     */
    Hand(Wheel wheel, LongSupplier clock, long tickNanos, int turn) {
        this.wheel = wheel;
        this.clock = clock;
        this.tickNanos = tickNanos;
        leastSpan = (int) (tickNanos >>> Slot.UNIT_SHIFT);
        mostSpan = (int) ((turn * tickNanos) >>> Slot.UNIT_SHIFT);
        buckets = new Link[turn];
        occupied = new long[turn / WORD_BITS];
        ends = new long[turn * EPOCHS_A_BUCKET];
        for (int bucket = 0; bucket < turn; bucket++) {
            buckets[bucket] = new Link().knot();
        }
        now = clock.getAsLong();
        tick = now / tickNanos;
        beatTick = tick;
        epochBegan = now;
    }

    /** A span that a slot may have, nearest to a length in units. */
    int spanOf(long length) {
        return (int) Math.max(leastSpan, Math.min(length, mostSpan));
    }

    /**
     * Goes on to where the clock stands, and expires what is due.
     *
     * @return when it wants to be called again, on the wheel's clock; {@code Long.MAX_VALUE} if only when woken
     */
    long turn() {
        now = clock.getAsLong();
        beat();
        long reached = now / tickNanos;
        tick = Math.max(tick, reached - buckets.length);
        while (tick < reached) {
            tick++;
            int bucket = (int) tick & (buckets.length - 1);
            if ((occupied[bucket / WORD_BITS] & (1L << bucket)) != 0) {
                occupied[bucket / WORD_BITS] &= ~(1L << bucket);
                look(buckets[bucket]);
            }
        }
        drain();
        if (soonest <= now) {
            soonest = NEVER;
            look(imminent);
        }
        if (!wheel.dozing()) {
            return Math.min(soonest, (reached + 1) * tickNanos);
        }
        // Who put a slot in before the doze was seen did not wake anybody.
        return wheel.hasMail() ? now : Math.min(soonest, nextOccupied());
    }

    /** Lets every slot go, for good. */
    void clear() {
        for (Link bucket : buckets) {
            clear(bucket);
        }
        clear(imminent);
    }

    private static void clear(Link ring) {
        for (Link link = ring.next; link != null && link != ring; link = ring.next) {
            link.unlink();
        }
    }

    /** Ends the epoch, if a tick is over and somebody arms. */
    private void beat() {
        if (wheel.isPrecise()) {
            return;
        }
        if (wheel.dozing()) {
            if (wheel.called()) {
                wheel.doze(false);
                goOn();
            }
            return;
        }
        long reached = now / tickNanos;
        if (reached <= beatTick) {
            return;
        }
        beatTick = reached;
        if (!asking) {
            ticksSinceAsked++;
            if (ticksSinceAsked < TICKS_TO_ASK) {
                publish(0);
            } else {
                wheel.ask();
                asking = true;
                publish(Pulse.CALL);
            }
        } else if (wheel.called()) {
            goOn();
        } else {
            // Nobody armed for a whole tick. The epoch stays: whoever reads it calls, and that ends it.
            wheel.doze(true);
            beat();
        }
    }

    private void goOn() {
        asking = false;
        ticksSinceAsked = 0;
        publish(0);
    }

    private void publish(long flag) {
        epoch++;
        wheel.publish(Pulse.of(epoch) | flag);
        // Read after the new epoch stands: whoever read the old one had begun to arm by now, however long this thread
        // was
        // held up.
        now = clock.getAsLong();
        ends[(int) (epoch - 1) & (ends.length - 1)] = now;
        epochBegan = now;
    }

    /** Takes in the slots whose lanes could not wait to be looked at. */
    private void drain() {
        for (Link link = wheel.takeInbox(); link != null; ) {
            Slot slot = (Slot) link;
            link = slot.next;
            slot.next = null;
            place(slot);
        }
        for (Slot slot = wheel.takeShortened(); slot != null; slot = wheel.takeShortened()) {
            // A slot that is leaving must be left alone for its grace period, and one that is away is not the hand's.
            if (slot.isLinked() && (int) Slot.SPAN.getVolatile(slot) < Slot.LEAVING) {
                slot.unlink();
                place(slot);
            }
        }
    }

    /** Decides about each slot of a ring, which is empty then but for those that come back to it. */
    private void look(Link ring) {
        int patience = PATIENCE;
        Link link = ring.cut();
        while (link != null) {
            Slot slot = (Slot) link;
            link = slot.next;
            slot.next = null;
            slot.prev = null;
            place(slot);
            if (--patience == 0) {
                patience = PATIENCE;
                now = clock.getAsLong();
                beat();
            }
        }
    }

    /** Decides about a slot that is in no ring. */
    private void place(Slot slot) {
        long ticket = (long) Slot.TICKET.getAcquire(slot);
        if (ticket == Slot.CLOSED) {
            return;
        }
        long word = (long) Slot.WORD.getAcquire(slot);
        if (ticket == Slot.DISARMED) {
            rest(slot, word);
            return;
        }
        int age = Pulse.isDeadline(word) ? -1 : Pulse.age(epoch, word);
        long deadline;
        if (age < 0) {
            deadline = Pulse.deadline(word);
        } else {
            // An epoch that has not ended ends later than now; whoever was seen armed began before.
            long end = age == 0 ? clock.getAsLong() : endOf(age);
            deadline = end + Slot.nanos(Pulse.length(word));
        }
        if (deadline > now) {
            if (age > 0 && deadline - now > IDLE_TICKS * tickNanos) {
                // Epochs are forgotten, deadlines are not. If the lane armed meanwhile, its word stays; if it wrote
                // this
                // very word again, it means this very deadline.
                Slot.WORD.compareAndSet(slot, word, Pulse.at(deadline));
            }
            keep(slot, deadline);
            return;
        }
        boolean taken = slot.take(ticket);
        rest(slot, word);
        if (taken) {
            wheel.expire(slot, ticket);
        }
    }

    /** Files a slot that is not armed, or lets it go by and by. */
    private void rest(Slot slot, long word) {
        int span = (int) Slot.SPAN.getVolatile(slot);
        if (span == Slot.LEAVING) {
            if (Slot.SPAN.compareAndSet(slot, Slot.LEAVING, Slot.AWAY)) {
                return;
            }
            span = (int) Slot.SPAN.getVolatile(slot);
        } else if (now - lastUse(word) > IDLE_TICKS * tickNanos) {
            if (Slot.SPAN.compareAndSet(slot, span, Slot.LEAVING)) {
                // By the clock as it is now: a tick at least must pass before the slot is looked at again.
                file(slot, clock.getAsLong() + 2 * tickNanos);
                return;
            }
            span = (int) Slot.SPAN.getVolatile(slot);
        }
        file(slot, within(span));
    }

    /** Files an armed slot whose time has not come. */
    private void keep(Slot slot, long deadline) {
        long length = (deadline - now) >>> Slot.UNIT_SHIFT;
        Slot.SPAN.compareAndSet(slot, Slot.LEAVING, spanOf(length));
        int span = (int) Slot.SPAN.getVolatile(slot);
        long at = Math.min(deadline, within(span));
        if (length >= 2L * span && span < mostSpan && at - clock.getAsLong() > 2 * tickNanos) {
            // Held to from the next look on, which comes after every arm that saw the span before.
            Slot.SPAN.compareAndSet(slot, span, spanOf(2L * span));
        }
        file(slot, at);
    }

    /** The latest moment at which a slot of a span must be looked at again; a tick away at least. */
    private long within(int span) {
        return Math.max(now + Slot.nanos(span), (tick + 1) * tickNanos);
    }

    private void file(Slot slot, long at) {
        long due = at / tickNanos;
        if (due <= tick) {
            soonest = Math.min(soonest, at);
            imminent.append(slot);
            return;
        }
        if (due >= tick + buckets.length) {
            due = (tick + buckets.length - 1) & -TOGETHER;
        }
        int bucket = (int) due & (buckets.length - 1);
        occupied[bucket / WORD_BITS] |= 1L << bucket;
        buckets[bucket].append(slot);
    }

    /** When a slot that is not armed was armed last, or later. */
    private long lastUse(long word) {
        if (Pulse.isDeadline(word)) {
            // Where arms are stamped, the hand wrote this: nothing was armed since it looked.
            return wheel.isPrecise() ? Pulse.deadline(word) : 0;
        }
        int age = Pulse.age(epoch, word);
        return age == 0 ? epochBegan : endOf(age);
    }

    /** When an epoch ended, or, of one too long ago, a moment after that. */
    private long endOf(int age) {
        return ends[(int) (epoch - Math.min(age, ends.length)) & (ends.length - 1)];
    }

    private long nextOccupied() {
        for (int ahead = 1; ahead <= buckets.length; ) {
            int bucket = (int) (tick + ahead) & (buckets.length - 1);
            long rest = occupied[bucket / WORD_BITS] >>> bucket;
            if (rest != 0) {
                return (tick + ahead + Long.numberOfTrailingZeros(rest)) * tickNanos;
            }
            ahead += WORD_BITS - bucket % WORD_BITS;
        }
        return NEVER;
    }
}
