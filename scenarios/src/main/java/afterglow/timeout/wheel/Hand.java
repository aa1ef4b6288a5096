package afterglow.timeout.wheel;

import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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

    /** Slots of one place that a turn looks at; the others are left for the next turns. */
    private static final int PATIENCE = 1024;

    /** After so many looks the clock is read. If they took long, the others are left, so that what is due next has its turn. */
    private static final int LOOKS_A_READING = 256;

    /** How many ticks are long. */
    private static final int LONG_TICKS = 2;

    /** After so many expiries in a turn it is a storm: expired slots leave at once. In calm times they stay, because they will soon be armed again. */
    private static final int STORM = 256;

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

    // What turns left: the storms, and what is short. Each has its part of a turn, the short one two, so that what is
    // armed again during a storm does not wait for its end.
    private final Link overdue = new Link().knot();
    private final Link behind = new Link().knot();
    private int expiries;

    // Chains, linked forward only: a slot in one has no previous link.
    private @Nullable Link mail;
    private @Nullable Link leaving;
    private @Nullable Link lastLeaving;
    private @Nullable Link graced;
    private long graceOver;

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
        if (!isLate()) {
            expiries = 0;
        }
        // The spans that the last turn raised stand before this one looks at a ticket.
        VarHandle.fullFence();
        now = clock.getAsLong();
        beat();
        long reached = now / tickNanos;
        tick = Math.max(tick, reached - buckets.length);
        while (tick < reached) {
            tick++;
            int bucket = (int) tick & (buckets.length - 1);
            if ((occupied[bucket / WORD_BITS] & (1L << bucket)) != 0) {
                occupied[bucket / WORD_BITS] &= ~(1L << bucket);
                lookAll(buckets[bucket]);
            }
        }
        boolean drained = drain();
        if (soonest <= now) {
            soonest = NEVER;
            lookAll(imminent);
        }
        lookAll(behind);
        lookAll(overdue);
        lookAll(behind);
        letGo();
        // A lane that queued a slot before it saw the thread doze did not wake it; check again.
        if (isLate() || !drained || (wheel.dozing && wheel.hasMail())) {
            return now;
        }
        long next = wheel.dozing ? nextOccupied() : (reached + 1) * tickNanos;
        return Math.min(Math.min(soonest, next), graced == null ? NEVER : graceOver);
    }

    /** Lets every slot go, for good. */
    void clear() {
        for (Link bucket : buckets) {
            clear(bucket.cut());
        }
        clear(imminent.cut());
        clear(overdue.cut());
        clear(behind.cut());
        clear(mail);
        clear(leaving);
        clear(graced);
        mail = null;
        leaving = null;
        lastLeaving = null;
        graced = null;
    }

    private static void clear(@Nullable Link chain) {
        for (Link link = chain; link != null; ) {
            Link next = link.next;
            link.next = null;
            link.prev = null;
            link = next;
        }
    }

    /** Ends the epoch, if a tick is over and a lane arms. */
    private void beat() {
        if (wheel.precise) {
            return;
        }
        if (wheel.dozing) {
            if (wheel.called) {
                wheel.dozing = false;
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
                wheel.called = false;
                asking = true;
                publish(Pulse.CALL);
            }
        } else if (wheel.called) {
            goOn();
        } else {
            // No lane armed for a whole tick. The epoch stays: the next lane that reads it calls, and that ends it.
            wheel.dozing = true;
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
        Pulse.EPOCH.setVolatile(wheel.pulse, Pulse.of(epoch) | flag);
        // Read after the new epoch is visible: a lane that read the old one had begun to arm by now, even if this
        // thread
        // was delayed.
        now = clock.getAsLong();
        ends[(int) (epoch - 1) & (ends.length - 1)] = now;
        epochBegan = now;
    }

    /** Takes in slots whose lanes could not wait to be looked at; false if there are more than it has patience for. */
    private boolean drain() {
        mail = look(mail == null ? wheel.inbox.getAndSet(null) : mail, LONG_TICKS * tickNanos);
        for (int looks = 0; looks < PATIENCE; looks++) {
            Slot slot = wheel.shortened.poll();
            if (slot == null) {
                return mail == null;
            }
            // A slot in a chain is looked at soon, and one that is away is not the hand's.
            if (slot.isLinked()) {
                slot.unlink();
                look(slot, NEVER);
            }
        }
        return false;
    }

    /** Looks at the slots of a ring; those it has no patience for are left. */
    private void lookAll(Link ring) {
        Link last = ring.prev;
        Link left = look(ring.cut(), LONG_TICKS * tickNanos);
        if (left != null) {
            (ring != behind && isLong(left) ? overdue : behind).append(left, last);
        }
    }

    /** Whether a chain has more slots than a turn has patience for. */
    private static boolean isLong(Link chain) {
        Link link = chain;
        for (int count = 0; link != null; count++) {
            if (count == PATIENCE) {
                return true;
            }
            link = link.next;
        }
        return false;
    }

    /** Whether a turn has left slots that are due. */
    private boolean isLate() {
        return !overdue.isAlone() || !behind.isAlone();
    }

    /** Decides about the slots of a chain, one after another; returns those that it has no patience for. */
    private @Nullable Link look(@Nullable Link chain, long mostNanos) {
        Link link = chain;
        long began = now;
        // In locals: a field of this old object would cost a barrier for each slot.
        Link first = null;
        Link last = null;
        for (int looks = 0; link != null; looks++) {
            if (looks > 0 && looks % LOOKS_A_READING == 0) {
                now = clock.getAsLong();
                beat();
                if (looks == PATIENCE || now - began > mostNanos) {
                    break;
                }
            }
            Slot slot = (Slot) link;
            link = slot.next;
            slot.prev = null;
            if (place(slot)) {
                if (last == null) {
                    first = slot;
                } else if (last.next != slot) {
                    // In a storm all leave, and hang together as they did: nothing is written then.
                    last.next = slot;
                }
                last = slot;
            }
        }
        if (last != null) {
            last.next = null;
            if (lastLeaving == null) {
                leaving = first;
            } else {
                lastLeaving.next = first;
            }
            lastLeaving = last;
        }
        return link;
    }

    /** Lets go of the slots that were marked a tick ago or more and were not armed, and gives those marked since their tick. */
    private void letGo() {
        // A storm first, unless one of them has been armed again.
        long wait = !isLate() || wheel.leavingArmed ? 0 : IDLE_TICKS * tickNanos;
        if (graced != null && graceOver + wait <= now) {
            // However long it takes: it must keep up with those that leave.
            graced = look(graced, NEVER);
        }
        if (graced == null && leaving != null) {
            // One fence and one look at the clock for all marks: then a tick at least must pass.
            VarHandle.fullFence();
            graceOver = clock.getAsLong() + tickNanos;
            graced = leaving;
            leaving = null;
            lastLeaving = null;
        }
        if (graced == null && wheel.leavingArmed) {
            wheel.leavingArmed = false;
        }
    }

    /** Decides about a slot that is in no ring; true if it is marked and leaves. */
    private boolean place(Slot slot) {
        long ticket = (long) Slot.TICKET.getAcquire(slot);
        if (ticket == Slot.CLOSED) {
            slot.next = null;
            return false;
        }
        long word = (long) Slot.WORD.getAcquire(slot);
        if (ticket == Slot.DISARMED) {
            return rest(slot, now - lastUse(word) > IDLE_TICKS * tickNanos);
        }
        int age = Pulse.isDeadline(word) ? -1 : Pulse.age(epoch, word);
        long deadline;
        if (age < 0) {
            deadline = Pulse.deadline(word);
        } else {
            // An epoch that has not ended ends later than now: then this is but the earliest moment to look again.
            deadline = (age == 0 ? now : endOf(age)) + Slot.nanos(Pulse.length(word));
        }
        if (deadline > now) {
            if (age > 0 && deadline - now > IDLE_TICKS * tickNanos) {
                // Epochs are forgotten, deadlines are not. If the lane armed meanwhile, its word stays; if it
                // wrote this very word again, it means this very deadline.
                Slot.WORD.compareAndSet(slot, word, Pulse.at(deadline));
            }
            keep(slot, deadline);
            return false;
        }
        expiries++;
        slot.expire(ticket);
        return expired(slot);
    }

    /** Decides about a slot whose send has expired; its callback, or its lane, may have armed or closed it since. */
    private boolean expired(Slot slot) {
        long ticket = (long) Slot.TICKET.getAcquire(slot);
        if (ticket == Slot.DISARMED) {
            return rest(slot, expiries > STORM);
        }
        slot.next = null;
        if (ticket != Slot.CLOSED) {
            int span = (int) Slot.SPAN.getVolatile(slot);
            file(slot, span == Slot.LEAVING ? (tick + 1) * tickNanos : within(span));
        }
        return false;
    }

    /** Marks a slot that is not armed, files it, or, if it was marked, lets it go; true if it is marked now. */
    private boolean rest(Slot slot, boolean leaves) {
        int span = (int) Slot.SPAN.getVolatile(slot);
        if (span == Slot.LEAVING) {
            // Before it is the lane's.
            slot.next = null;
            if (Slot.SPAN.compareAndSet(slot, Slot.LEAVING, Slot.AWAY)) {
                return false;
            }
            span = (int) Slot.SPAN.getVolatile(slot);
        } else if (leaves) {
            // If the lane shortens the span just now, its word is lost, and the slot is looked at soon all the same.
            Slot.SPAN.setOpaque(slot, Slot.LEAVING);
            return true;
        }
        file(slot, within(span));
        return false;
    }

    /** Files an armed slot whose time has not come. */
    private void keep(Slot slot, long deadline) {
        long length = (deadline - now) >>> Slot.UNIT_SHIFT;
        int span = (int) Slot.SPAN.getVolatile(slot);
        if (span == Slot.LEAVING) {
            Slot.SPAN.compareAndSet(slot, Slot.LEAVING, spanOf(length));
            span = (int) Slot.SPAN.getVolatile(slot);
        }
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
            return wheel.precise ? Pulse.deadline(word) : 0;
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
