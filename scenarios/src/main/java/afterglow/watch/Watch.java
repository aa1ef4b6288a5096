package afterglow.watch;

import afterglow.retention.Census;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One look at the timers of a live JVM: two counts, and between them what code arms.
 *
 * @param jvm what is watched
 * @param length from the first count to the second
 * @param collected whether a count begins with a full collection; without it counts are upper bounds
 * @param deadlines whether the queues are read, by an agent
 * @param say takes a line for people now and then
 */
public record Watch(LiveJvm jvm, Duration length, boolean collected, boolean deadlines, Consumer<String> say) {

    private static final long FEW = 100;
    private static final int MOST_TRACED = 3;
    private static final int MORE_COUNTS = 5;
    private static final long BETWEEN_COUNTS_MILLIS = 300;

    /** The instances of a timer class, and the classes that they belong to, it first. */
    private record Found(TimerClass timer, List<String> types, Census.Count live) {

        long objects() {
            return live.objects();
        }
    }

    /** What there is at one moment, by the names of the timer classes. */
    private record Moment(Census census, double seconds, Map<String, Found> byName) {

        /** Those that are not few, in the order of their numbers. */
        List<Found> many() {
            return byName.values().stream()
                    .filter(one -> one.objects() >= FEW)
                    .sorted(Comparator.comparingLong(Found::objects).reversed())
                    .toList();
        }

        /** The class that some timers wait in; null if there is none, or fewer of that. */
        @Nullable
        TimerClass carrier(Found one) {
            return one.timer().ridesOn().stream()
                    .map(byName::get)
                    .filter(other -> other != null && one.objects() <= 1.1 * other.objects())
                    .map(Found::timer)
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
        // What the second reading is compared with.
        queues();
        Moment before = moment();
        Map<TimerClass, Arms> arms = new HashMap<>();
        trace(before, arms);
        Thread.sleep(Math.max(0, length.toMillis() - Math.round(1e3 * (now() - before.seconds()))));
        Map<String, List<TimerQueue>> queues = queues();
        Moment after = moment();
        // Those that were too few at the first count.
        trace(after, arms);
        return sightings(before, after, arms, queues);
    }

    private static double now() {
        return System.nanoTime() / 1e9;
    }

    private Map<String, List<TimerQueue>> queues() {
        try {
            return deadlines ? TimerQueue.read(jvm) : Map.of();
        } catch (IOException e) {
            say.accept(e.getMessage() + "; deadlines stay unknown");
            return Map.of();
        }
    }

    private Moment moment() throws IOException {
        double begun = now();
        Census census = jvm.count(collected);
        // It is counted at the end of a pause in which nothing is armed.
        double ended = now();
        say.accept(String.format(
                Locale.ROOT, "counted in %.1f s: %,.0f MB, all classes", ended - begun, census.bytes() / 1e6));
        Map<String, Found> byName = new HashMap<>();
        for (TimerClass timer : TimerClass.all()) {
            List<String> types = new ArrayList<>(List.of(timer.name()));
            if (timer.subclasses()) {
                types.addAll(LiveJvm.subclasses(timer.name(), jvm.command("VM.class_hierarchy -s " + timer.name())));
            }
            byName.put(timer.name(), new Found(timer, types, live(types, census)));
        }
        return new Moment(census, ended, byName);
    }

    private static Census.Count live(List<String> types, Census census) {
        return types.stream().map(census::count).reduce(new Census.Count(0, 0), Census.Count::plus);
    }

    /** Adds the rates and stacks of the classes that most live of and that do not ride on others. */
    private void trace(Moment moment, Map<TimerClass, Arms> arms) throws IOException, InterruptedException {
        List<Found> chosen = moment.many().stream()
                .filter(one -> !arms.containsKey(one.timer()) && moment.carrier(one) == null)
                .limit(MOST_TRACED)
                .toList();
        long millis = Math.min(5_000, length.toMillis() / 2 / Math.max(1, chosen.size()));
        try {
            for (Found one : chosen) {
                say.accept("tracing the constructor of " + one.timer().name() + " for " + millis / 1_000 + " s");
                arms.put(one.timer(), Arms.traced(jvm, one.types(), millis));
            }
        } catch (IOException e) {
            say.accept(e.getMessage() + "; counts tell the rates, " + MORE_COUNTS
                    + " more without a collection; JFR tells the stacks, its threads stay");
            Map<TimerClass, Double> rates = rates(chosen);
            for (Found one : chosen) {
                List<Arms.Stack> stacks = List.of();
                try {
                    stacks = Arms.recorded(jvm, one.types(), millis);
                } catch (IOException refused) {
                    say.accept(refused.getMessage() + "; what code arms stays unknown");
                }
                arms.put(one.timer(), new Arms(rates.getOrDefault(one.timer(), Double.NaN), stacks));
            }
        }
    }

    /** By counts that follow each other closely: where no collection came between, all that is new was armed. */
    private Map<TimerClass, Double> rates(List<Found> chosen) throws IOException, InterruptedException {
        Map<TimerClass, Double> rates = new HashMap<>();
        Census last = jvm.count(false);
        double lastSeconds = now();
        for (int i = 1; i < MORE_COUNTS; i++) {
            Thread.sleep(BETWEEN_COUNTS_MILLIS);
            Census next = jvm.count(false);
            double nextSeconds = now();
            for (Found one : chosen) {
                long armed = live(one.types(), next).objects()
                        - live(one.types(), last).objects();
                rates.merge(one.timer(), Math.max(0, armed / (nextSeconds - lastSeconds)), Math::max);
            }
            last = next;
            lastSeconds = nextSeconds;
        }
        return rates;
    }

    private List<Sighting> sightings(
            Moment before, Moment after, Map<TimerClass, Arms> arms, Map<String, List<TimerQueue>> allQueues)
            throws IOException {
        long free = Math.max(0, jvm.maxHeapBytes() - after.census().bytes());
        Map<String, Found> earlier = before.byName();
        long most = after.many().stream()
                .mapToLong(
                        one -> one.objects() - earlier.get(one.timer().name()).objects())
                .max()
                .orElse(0);
        // Of one timer with what it holds, and whatever else grew.
        double grownEach = collected && most > FEW
                ? (double) (after.census().bytes() - before.census().bytes()) / most
                : 0;
        List<Sighting> sightings = new ArrayList<>();
        for (Found one : after.many()) {
            TimerClass timer = one.timer();
            List<TimerQueue> queues = allQueues.get(timer.name());
            boolean allSeen = queues != null && TimerQueue.complete(queues, timer.name(), after.census());
            boolean queued = !collected && allSeen;
            sightings.add(new Sighting(
                    timer,
                    after.carrier(one),
                    queued
                            ? TimerQueue.total(queues).before()
                            : earlier.get(timer.name()).objects(),
                    queued ? TimerQueue.total(queues).queued() : one.objects(),
                    collected || queued,
                    one.live().bytes(),
                    Math.max(grownEach, (double) one.live().bytes() / one.objects()),
                    free,
                    after.seconds() - before.seconds(),
                    arms.getOrDefault(timer, Arms.UNKNOWN),
                    queues,
                    allSeen));
        }
        return sightings;
    }
}
