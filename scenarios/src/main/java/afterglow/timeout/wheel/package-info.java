/**
 * Afterglow's own wheel: one thread, any number of slots, and an arm that costs two stores.
 * {@code docs/wheel.md} has the designs that were tried, and their figures.
 *
 * <h2>The idea</h2>
 *
 * The wheel's thread, the <em>hand</em>, publishes an <em>epoch</em>: a count that goes up about once a tick (1 ms). An
 * arm reads it, stores a <em>stamp</em> of the epoch and of the time given, and then the ticket; a disarm stores a
 * zero. Neither reads a clock, takes a lock, writes what another lane reads, or allocates. Neither moves a slot: it
 * lies in a bucket, and when the hand comes by it decides by the stamp. A slot that was armed later is filed again; one
 * that is due is taken by a compare-and-set of the ticket, which either the expiry or the lane wins. A slot that is due
 * within the tick under way waits among the imminent ones, and the thread sleeps until just then. The {@code precise}
 * wheel's arms read the clock and store a deadline instead of a stamp.
 *
 * <h2>What it guarantees, and how</h2>
 *
 * <ul>
 *   <li><b>Never early.</b> A stamp says: armed before this epoch ended. The time given counts from the end of the epoch,
 *       which the hand reads from the clock <em>after</em> it has published the next one. If a GC pause or a stopped process
 *       delays the hand, the epoch ends that much later, and its timeouts are late by as much. While an epoch has not ended,
 *       the time counts from a clock read after the slot was seen armed.
 *   <li><b>Epochs may be forgotten.</b> The hand keeps the ends of the last 8192 epochs and looks at each slot within 4096
 *       ticks. It replaces the stamp of a slot that is far from its deadline by that deadline (a compare-and-set, so a newer
 *       arm's word stays). A still older stamp, whose arm was delayed, counts from the oldest end kept: late, not early.
 *   <li><b>The expiry belongs to its send.</b> Stamps may repeat, tickets do not. The lane writes disarm, word, ticket in
 *       this order; the hand reads ticket, word, expiry, and takes the ticket by compare-and-set. If that succeeds, the
 *       ticket did not change in between, and what was read belongs to it.
 *   <li><b>No slot is looked at too late.</b> Each slot has a <em>span</em>: the hand looks at it at least that often. An
 *       arm with a shorter time notifies the hand, which costs a queue node and halves the span. The hand raises a span only
 *       for slots that it looks at again two ticks later, before it relies on it.
 *   <li><b>The hand keeps no idle slot.</b> A slot that expired in a storm, or was not armed for 64 ticks, is marked; a tick
 *       later or more the hand drops it, and its next arm puts it back without allocation. Mark and arm each write
 *       and then read what the other wrote; the hand pays one full fence for all marks, and one a turn for the spans that it
 *       raised. The arm pays one in {@code wheel-fenced} only (see the limits).
 *   <li><b>No epochs while nothing arms.</b> Every 16 ticks an epoch asks the arms that read it to report. If none does for
 *       a tick, no new epoch is published and the thread sleeps until the next bucket that holds a slot; the first arm that
 *       reads the epoch wakes it.
 *   <li><b>A storm does not delay the others for long.</b> Once 1024 slots of one place are done, or 256 have taken more
 *       than two ticks, other buckets, new slots and new epochs are handled. After 256 expiries in a turn, expired slots are
 *       marked at once and stay linked in place, so that only the mark is written.
 *   <li><b>A request allocates nothing and does not involve the hand.</b> A thread that has closed a slot gets a spare one,
 *       which is in a bucket already; its next open takes the spare and its close gives it back, without a compare-and-set.
 *       The spare numbers its sends itself, since two lanes may use the same tickets, and the next lane's expiry is stored
 *       after the last one's disarm.
 * </ul>
 *
 * <h2>Limits</h2>
 *
 * <ul>
 *   <li>An expiry is late by up to one tick, by how much the thread oversleeps, twice, and by as long as callbacks keep
 *       the thread. A callback that blocks delays all others; one that throws is reported to the thread's
 *       uncaught-exception handler, and the wheel goes on. A callback may arm, disarm and close its own slot. A time
 *       shorter than a tick may be late by another tick.
 *   <li>When a million slots are due at once, a slot due in the same tick waits for those in front of it. A slot due in
 *       another tick, or armed again meanwhile, waits for 2048 callbacks or so, unless more than 1024 are due in its
 *       tick, or 256 that take more than two ticks: the rest of those goes on in the next turns, before and after a part
 *       of the storm, but behind the storm if it has more than 1024 slots itself.
 *   <li>The Java memory model alone does not make two things correct in {@code wheel} and {@code wheel-precise}: that the
 *       hand lets a slot go, and that it raises a span. In both, the lane stores its ticket and then reads its span. The
 *       {@code acquireFence} between them is not specified to order a store before a later load. HotSpot compiles it to no
 *       instruction on x86 and to {@code dmb ishld} on aarch64, and its compilers move neither over it; the processor may
 *       still let the load overtake the store. That is harmless if the store leaves the processor's buffer within a tick
 *       (1 ms). x86 and aarch64 take microseconds at most, and an interrupted thread's stores are written before another
 *       runs in its place, but neither manual gives a bound. On a JVM or a processor that differs, an arm could miss the mark
 *       and the hand miss the arm: the slot would be let go while armed, and its send never expire; or, with a raised span,
 *       expire late by up to that span. It is never early. {@code wheel-fenced} has a full fence there and relies on nothing
 *       else. Its cost depends on the processor: {@code docs/wheel.md}.
 *   <li>A slot has 48 B, so two may share a cache line when one thread opened both; lanes of different threads that
 *       send without pause are best opened by those threads. Slots lie where their lanes were made: with a million of
 *       them armed in random order, each expiry of a storm waits for memory.
 *   <li>A closed slot stays reachable until the hand's next look, 4 s at most, without what its lane gave it; a
 *       thread's spare (64 B) until another thread takes the place. A timeout that is used after its close may be
 *       another lane's.
 *   <li>A time of more than two years ({@code 2^56} ns) is taken as that.
 * </ul>
 */
@NullMarked
package afterglow.timeout.wheel;

import org.jspecify.annotations.NullMarked;
