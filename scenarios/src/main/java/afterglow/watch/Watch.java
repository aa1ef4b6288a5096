package afterglow.watch;

import afterglow.retention.Census;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One look at the timers of a live JVM: two counts, and between them what code arms.
 *
 * @param length from the first count to the second
 * @param collected whether a count begins with a full collection; without it counts are upper bounds
 * @param deadlines whether the queues are read, by an agent
 * @param say takes a line for people at each step
 */
public record Watch(LiveJvm jvm, Duration length, boolean collected, boolean deadlines, Consumer<String> say) {

    private static final int MOST_TRACED = 3;
    private static final int MORE_COUNTS = 5;
    private static final long BETWEEN_COUNTS_MILLIS = 300;

    /** What there is at one moment; the types of a timer class are it and those of its instances below it. */
    private record Moment(
            TimerQueue.Reading queues, Census census, double seconds, Map<TimerClass, List<String>> types) {

        Census.Count live(TimerClass timer) {
            return types.get(timer).stream().map(census::count).reduce(new Census.Count(0, 0), Census.Count::plus);
        }

        long objects(TimerClass timer) {
            return live(timer).objects();
        }

        /** Those with at least {@link Sighting#FEW} timers, the most first. */
        List<TimerClass> many() {
            return types.keySet().stream()
                    .filter(timer -> objects(timer) >= Sighting.FEW)
                    .sorted(Comparator.comparingLong(timer -> -objects(timer)))
                    .toList();
        }

        /** The class that a class of timers waits in; null if there is none, or if it has fewer timers. */
        @Nullable
        TimerClass carrier(TimerClass timer) {
            return types.keySet().stream()
                    .filter(other -> timer.ridesOn().contains(other.name()) && objects(timer) <= 1.1 * objects(other))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * Looks; the rows come in the order of their numbers, without classes of fewer than 100 timers.
     *
     * @throws IOException if the JVM ended meanwhile, hangs, or does not count its objects
     */
    public List<Sighting> run() throws IOException, InterruptedException {
        Moment before = moment();
        Map<TimerClass, Arms> arms = new HashMap<>();
        trace(before, arms);
        Thread.sleep(Math.max(0, length.toMillis() - Math.round(1e3 * (now() - before.seconds()))));
        Moment after = moment();
        // Classes that had too few timers at the first count.
        trace(after, arms);
        return sightings(before, after, arms);
    }

    private static double now() {
        return System.nanoTime() / 1e9;
    }

    private Moment moment() throws IOException {
        // The second reading is compared with the first.
        TimerQueue.Reading queues = queues();
        double begun = now();
        Census census = jvm.count(collected);
        // The count ends with a pause in which nothing is armed, so its end is its moment.
        double ended = now();
        say.accept("counted in %.1f s: %,.0f MB, all classes".formatted(ended - begun, census.bytes() / 1e6));
        Map<TimerClass, List<String>> types = new LinkedHashMap<>();
        for (TimerClass timer : TimerClass.all()) {
            types.put(timer, timer.subclasses() ? jvm.typesFrom(timer.name()) : List.of(timer.name()));
        }
        return new Moment(queues, census, ended, types);
    }

    private TimerQueue.Reading queues() {
        try {
            return deadlines ? TimerQueue.read(jvm) : TimerQueue.Reading.NONE;
        } catch (IOException e) {
            say.accept(e.getMessage() + "; deadlines stay unknown");
            return TimerQueue.Reading.NONE;
        }
    }

    /** Adds the rates and stacks of the classes with the most live timers, without those that ride on others. */
    private void trace(Moment moment, Map<TimerClass, Arms> arms) throws IOException, InterruptedException {
        List<TimerClass> chosen = moment.many().stream()
                .filter(timer -> !arms.containsKey(timer) && moment.carrier(timer) == null)
                .limit(MOST_TRACED)
                .toList();
        long millis = Math.min(5_000, length.toMillis() / 2 / Math.max(1, chosen.size()));
        try {
            for (TimerClass timer : chosen) {
                say.accept("tracing the constructor of " + timer.name() + " for " + millis / 1_000 + " s");
                arms.put(timer, Arms.traced(jvm, moment.types().get(timer), millis));
            }
        } catch (IOException e) {
            say.accept(e.getMessage() + "; instead, " + MORE_COUNTS
                    + " more counts without a collection give the rates, and JFR gives the stacks; JFR's threads stay in"
                    + " the process");
            Map<TimerClass, Double> rates = rates(chosen, moment);
            for (TimerClass timer : chosen) {
                List<Arms.Stack> stacks = recorded(moment.types().get(timer), millis);
                arms.put(timer, new Arms(rates.get(timer), stacks));
            }
        }
    }

    private List<Arms.Stack> recorded(List<String> types, long millis) throws InterruptedException {
        try {
            return Arms.recorded(jvm, types, millis);
        } catch (IOException e) {
            say.accept(e.getMessage() + "; what code arms stays unknown");
            return List.of();
        }
    }

    /** By counts that follow each other closely: where no collection came between, all that is new was armed. */
    private Map<TimerClass, Double> rates(List<TimerClass> chosen, Moment moment)
            throws IOException, InterruptedException {
        Map<TimerClass, Double> rates = new HashMap<>();
        Moment last = new Moment(moment.queues(), jvm.count(false), now(), moment.types());
        for (int i = 1; i < MORE_COUNTS; i++) {
            Thread.sleep(BETWEEN_COUNTS_MILLIS);
            Moment next = new Moment(moment.queues(), jvm.count(false), now(), moment.types());
            for (TimerClass timer : chosen) {
                long armed = next.objects(timer) - last.objects(timer);
                rates.merge(timer, Math.max(0, armed / (next.seconds() - last.seconds())), Math::max);
            }
            last = next;
        }
        return rates;
    }

    private List<Sighting> sightings(Moment before, Moment after, Map<TimerClass, Arms> arms) throws IOException {
        long free = Math.max(0, jvm.maxHeapBytes() - after.census().bytes());
        long most = after.many().stream()
                .mapToLong(timer -> after.objects(timer) - before.objects(timer))
                .max()
                .orElse(0);
        long grownBytes = after.census().bytes() - before.census().bytes();
        // What the heap grew by for each new timer: the timer with what it holds, and whatever else grew.
        double grownEach = collected && most > Sighting.FEW ? (double) grownBytes / most : 0;
        return after.many().stream()
                .map(timer -> {
                    Census.Count live = after.live(timer);
                    List<TimerQueue> queues = after.queues().of(timer.name());
                    boolean allSeen = after.queues().complete(timer.name(), after.census());
                    // Garbage is in no queue.
                    TimerQueue queued = TimerQueue.total(queues);
                    boolean byQueues = allSeen && !collected;
                    double bytesEach = (double) live.bytes() / live.objects();
                    long there = byQueues ? queued.queued() : live.objects();
                    return new Sighting(
                            timer,
                            after.carrier(timer),
                            byQueues ? queued.before() : before.objects(timer),
                            there,
                            collected || allSeen,
                            Math.round(bytesEach * there),
                            Math.max(grownEach, bytesEach),
                            free,
                            !collected,
                            after.seconds() - before.seconds(),
                            arms.getOrDefault(timer, Arms.UNKNOWN),
                            queues,
                            allSeen);
                })
                .toList();
    }
}
