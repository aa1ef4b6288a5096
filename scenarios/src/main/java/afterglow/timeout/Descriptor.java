package afterglow.timeout;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a strategy declares before it is made: its name, and what it promises on the current JDK.
 *
 * @param id lower-case letters, digits and hyphens; stands in CSV files, so it never changes
 * @param family how it comes by its timers
 * @param summary one line for people
 * @param firstJdk the first feature release it exists on
 * @param granularity the longest that an expiry is late by design; zero if only the operating system delays it
 * @param retention what it leaves behind after a send that was delivered at once
 * @param waiting what it leaves behind after a send that had to wait, and then was not timed out
 * @param faults what it admits to do wrong; empty for a strategy that keeps its deadlines
 * @param sharedThreads how the names of those threads begin that belong to its library and the whole JVM, and so outlive
 *     it; empty for a strategy that ends all its threads
 * @param inFlight whether it expires a send for which no thread waits; not so if it lives by {@link Timeout#parkNanos}
 */
public record Descriptor(
        String id,
        Family family,
        String summary,
        int firstJdk,
        Duration granularity,
        Verdict retention,
        Verdict waiting,
        Set<Fault> faults,
        Set<String> sharedThreads,
        boolean inFlight) {

    /** What may stand in an id; the parentheses belong to decorators, {@code offer-first(reused)}. */
    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\([a-z0-9-]+\\))?");

    public Descriptor {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "strategy id '" + id + "' is not lower-case letters, digits and single hyphens");
        }
        if (summary.isBlank() || summary.lines().count() != 1) {
            throw new IllegalArgumentException("strategy '" + id + "' needs a summary of one line");
        }
        if (granularity.isNegative()) {
            throw new IllegalArgumentException("strategy '" + id + "' has a negative granularity: " + granularity);
        }
        faults = Set.copyOf(faults);
        sharedThreads = Set.copyOf(sharedThreads);
        if (sharedThreads.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("strategy '" + id + "' shares threads without a name");
        }
    }

    /** A strategy of the floor's JDK that leaves nothing behind and keeps its deadlines to the clock. */
    public static Descriptor of(String id, Family family, String summary) {
        return new Descriptor(
                id, family, summary, 17, Duration.ZERO, Verdict.CLEAN, Verdict.CLEAN, Set.of(), Set.of(), true);
    }

    /** The same, from a later JDK on. */
    public Descriptor since(int jdk) {
        return new Descriptor(
                id, family, summary, jdk, granularity, retention, waiting, faults, sharedThreads, inFlight);
    }

    /** The same, late by design by at most this much. */
    public Descriptor granularity(Duration most) {
        return new Descriptor(id, family, summary, firstJdk, most, retention, waiting, faults, sharedThreads, inFlight);
    }

    /** The same, leaving something behind. */
    public Descriptor leaving(Verdict verdict) {
        return new Descriptor(
                id, family, summary, firstJdk, granularity, verdict, verdict, faults, sharedThreads, inFlight);
    }

    /** The same, admitting faults. */
    public Descriptor admitting(Fault... admitted) {
        Set<Fault> all = Set.of(admitted);
        return new Descriptor(
                id, family, summary, firstJdk, granularity, retention, waiting, all, sharedThreads, inFlight);
    }

    /** The same, using library threads that the whole JVM shares, given by the prefixes of their names. */
    public Descriptor sharing(String... threads) {
        return new Descriptor(
                id, family, summary, firstJdk, granularity, retention, waiting, faults, Set.of(threads), inFlight);
    }

    /**
     * The same, using the thread behind {@code CompletableFuture}'s timeouts: a delayer up to JDK 24, the common pool's from 25.
     * The pool's workers need no mention: the contract knows them as the JDK's.
     */
    public Descriptor sharingJdkScheduler() {
        return sharing("CompletableFutureDelayScheduler", "ForkJoinPool-delayScheduler");
    }

    /** The same, for blocking sends only: it expires when the waiting lane asks how long it may sleep. */
    public Descriptor blockingOnly() {
        return new Descriptor(
                id, family, summary, firstJdk, granularity, retention, waiting, faults, sharedThreads, false);
    }

    /** Whether this JVM can run it. */
    public boolean available() {
        return Runtime.version().feature() >= firstJdk;
    }

    /** Whether no expiry comes before its deadline. */
    public boolean neverEarly() {
        return !faults.contains(Fault.EARLY);
    }

    /** Whether every armed send that is not disarmed eventually expires. */
    public boolean alwaysExpires() {
        return !faults.contains(Fault.LOST);
    }

    /** The faults as a table shows them: in order, with blanks between; empty for none. */
    public String faultLabels() {
        return Fault.labels(faults);
    }
}
