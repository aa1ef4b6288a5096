/**
 * Afterglow's own wheel: one thread, any number of slots, and an arm that costs two stores.
 *
 * <h2>The idea</h2>
 *
 * The wheel's thread, the <em>hand</em>, publishes an <em>epoch</em>: a count that goes up about once a tick (1 ms). An
 * arm reads it, stores a <em>stamp</em> of the epoch and of the time given, and then the ticket; a disarm stores a zero.
 * Neither reads a clock, takes a lock, writes what another lane reads, or allocates. Slots are not moved by either: a slot
 * lies in a bucket, and when the hand comes by it decides by the stamp. What was armed later is filed again; what is due
 * is taken by a compare-and-set of the ticket, so that one side has it: the expiry, or the lane that went on. What is due
 * within the tick under way waits among the imminent slots, and the thread sleeps until just then.
 *
 * <p>The {@code precise} wheel is the same, but that its arms read the clock and store a deadline instead of a stamp.
 *
 * <h2>The traps</h2>
 *
 * <ul>
 *   <li><b>Early by a stale clock.</b> A stamp says: armed before this epoch ended. So the time given counts from the end
 *       of the epoch, which the hand reads from the clock <em>after</em> it has published the next one. A hand that is held
 *       up by a collector, by want of a processor or by a stopped process ends its epoch that much later, and every stamp
 *       of it is late by as much, and none early. An epoch that has not ended yet ends after now; until it does, a slot
 *       seen armed counts from a clock read after it was seen.
 *   <li><b>Epochs forgotten.</b> The hand remembers the ends of the last 8192 epochs. A slot is looked at within 4096
 *       ticks, and one that has long to go then has its stamp replaced by its deadline (a compare-and-set: if the lane
 *       wrote meanwhile, its word stays). A stamp that is older all the same, because its arm was held up between reading
 *       and storing, counts from the oldest end known, which lies after its own. Counts wrap; a stamp mistaken for a
 *       younger one is late, not early.
 *   <li><b>The same stamp twice, or an arm held up.</b> Stamps may repeat, tickets never do. The lane writes disarm, word,
 *       ticket in this order, the hand reads ticket, word, and takes by compare-and-set of the ticket: if it succeeds, the
 *       ticket stood there all the time, and the word between is its own.
 *   <li><b>A bucket too far.</b> Each slot has a <em>span</em>: the hand looks at it at least that often, and an arm of
 *       less time tells the hand (that slow way costs a queue's node, and halves the span). The hand raises a span only for
 *       slots that it looks at again two ticks later, before it relies on it.
 *   <li><b>Letting go, and sleeping.</b> A slot that expired in a storm, or was not armed for 64 ticks, is marked, and at the
 *       next look, a tick later or more, it is let go: the wheel then holds nothing of it, and its next arm puts it back,
 *       without allocation. The mark and the arm each write before they read the other's word. The hand pays a fence for all
 *       it marked; the arm pays none. Instead the compiler is kept from swapping the arm's store and its load, and the grace
 *       period, a tick, is ten thousand times what a store waits in a processor's buffer; a thread that is taken off its
 *       processor leaves no store behind.
 *       So an arm that saw the old span is seen by the look that lets go, and any other sees the mark. Raising a span leans on
 *       the same: no Java API offers a fence that only the rare side pays for. See the limits.
 *   <li><b>Sleeping without epochs.</b> Every 16 ticks an epoch asks: whoever reads it says that somebody arms (one shared
 *       write for all). If nobody does for a tick, the epoch stays, the thread sleeps until the next bucket that holds
 *       a slot, and the first arm that reads the epoch wakes it. This saves epochs only; slots in buckets are looked at in
 *       time whether somebody calls or not.
 * </ul>
 *
 * <h2>Storms</h2>
 *
 * After 256 expiries in a turn it is a storm. What is done for each slot that expires then: read ticket and word, take the
 * ticket by compare-and-set, call back, mark the span by a store. A slot that its callback armed again is not marked but filed,
 * and one that another thread arms while it is marked is looked at a tick later: retries are what storms are made of. Slots
 * that leave stay linked as they lay in their bucket, so no reference is written, and no collector's barrier paid; the chain is
 * let go after the storm, and a clock is read once in 256 slots. Once 1024 are done, or 256 have taken more than two ticks,
 * other buckets, new slots and new epochs have their turn. Four designs were tried, with 1,000,000 due at once on JDK 17, the
 * best of ten storms of one run for each, on a machine kept busy by others, where Netty's wheel took 16.1 ns an expiry:
 *
 * <table>
 * <caption>ns from the first expiry to the last, for each</caption>
 * <tr><th>after an expiry</th><th>ns</th></tr>
 * <tr><td>each slot is marked by compare-and-set, with a clock read, and filed into a ring</td><td>72.5</td></tr>
 * <tr><td>slots stay linked, unmarked, and go into a later bucket as a whole</td><td>11.4</td></tr>
 * <tr><td>buckets are arrays, sixteen tickets read ahead; expired slots go into another array (a sketch: it could not
 *     take a slot out of a bucket)</td><td>22.2</td></tr>
 * <tr><td>slots stay linked, are marked by a store, and are let go after the storm (this one)</td><td>12.0</td></tr>
 * </table>
 *
 * <p>The second and the last were then run again, four times each in turn with Netty's: best storms 9.8 to 13.2 ns and 7.0
 * to 16.0 ns, Netty's 12.2 to 15.7 ns. The last holds nothing of an expired slot, and was kept.
 * Every expired slot left at once then, which made a lone lane's next arm tell the hand, and nearly doubled the processor
 * time of a hundred lanes that all expire; now only a storm's slots do. Best storms since, one run each: 11.2 to 14.8 ns,
 * Netty's 12.5. On a quiet machine the medians of ten storms were 15.2 and 15.7 ns on JDK 17, where Netty's were 13.0 and
 * 13.1, and 10.9 ns on JDK 25, where Netty's was 14.3. So it is on a level with the best peer's, and no more.
 *
 * <p>A fifth design takes nothing: the hand reads the ticket again and remembers in the slot which one it expired, so that no
 * instruction is locked. On a quiet machine, two runs each in turn: best storms 11.0 and 11.6 ns, this design's 12.0 and 14.1,
 * Netty's 12.6. It needs 56 B a slot, and was left.
 *
 * <h2>Limits</h2>
 *
 * <ul>
 *   <li>An expiry is late by up to one tick, by how much the thread oversleeps, twice, and by as long as callbacks keep
 *       the thread. A callback that blocks delays all others; one that throws is reported to the thread's
 *       uncaught-exception handler, and the wheel goes on. A callback may arm, disarm and close its own slot.
 *   <li>When a million slots are due at once, a slot due in the same tick waits for those in front of it. A slot due in
 *       another tick, or armed again meanwhile, waits for 2048 callbacks or so, unless more than 1024 are due in its tick, or
 *       256 that take more than two ticks: the rest of those wait behind all that are overdue.
 *   <li>The Java memory model alone does not make two things right: that the hand lets go of a slot, and that it raises a span.
 *       In both the lane stores its ticket and then reads its span, with {@code acquireFence} between, which the specification
 *       does not say to order a store and a load. HotSpot compiles it to no instruction on x86 and to {@code dmb ishld} on
 *       aarch64, and its compilers move neither over it; the processor may still let the load overtake the store. That is
 *       harmless if the store leaves the processor's buffer within a tick (1 ms): x86 and aarch64 take microseconds at most,
 *       but neither manual gives a bound. On a JVM or a processor that differs, an arm could miss the mark and the hand miss the
 *       arm: the slot would be let go while armed, and its send never expire; or, with a raised span, expire late by up to that
 *       span. Nothing is ever early by it.
 *   <li>Slots lie in memory where their lanes were made, not where the wheel wants them. With a million of them, opened in
 *       one order and armed in a random other, each expiry of a storm took 600 to 1500 ns on a busy machine (waits for memory,
 *       and half as much again for G1's cards, which arms and filing dirty); Netty's, whose timers lie as they were made by
 *       their arms, 17 to 37.
 *   <li>A time of more than two years ({@code 2^56} ns) is taken as that.
 *   <li>A time shorter than a tick may be late by another tick, when its slot is in a bucket already.
 *   <li>A closed slot stays reachable until the hand's next look, 4 s at most, without what its lane gave it.
 *   <li>A slot has 48 B, so two slots may share a cache line when one thread opened both; lanes of different threads that
 *       send without pause are best opened by those threads.
 * </ul>
 */
@NullMarked
package afterglow.timeout.wheel;

import org.jspecify.annotations.NullMarked;
