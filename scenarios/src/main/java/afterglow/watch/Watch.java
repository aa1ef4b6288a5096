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
    private static final int COUNTS = 5;
    private static final long BETWEEN_COUNTS_MILLIS = 300;

    /** What there is at one moment, in the order of their numbers. */
    private record Moment(Census census, double seconds, Map<String, Queues> queues, List<Found> found) {}

    /** A timer class of which there are some, the classes of its instances, it first, and those instances. */
    private record Found(TimerClass timer, List<String> types, Census.Count live) {

        static Found in(Census census, TimerClass timer, List<String> types) {
            Census.Count none = new Census.Count(0, 0);
            Census.Count live = none;
            for (String type : types) {
                live = live.plus(census.byClass().getOrDefault(type, none));
            }
            return new Found(timer, types, live);
        }

        /** How many there are in another census. */
        long objects(Census census) {
            return in(census, timer, types).live().objects();
        }
    }

    /**
     * Looks; the rows come in the order of their numbers, without classes of fewer than 100 timers.
     *
     * @throws IOException if the JVM ended meanwhile, hangs, or does not count its objects
     */
    public List<Sighting> run() throws IOException, InterruptedException {
        Moment before = moment(Map.of());
        Map<TimerClass, Arms> arms = new HashMap<>();
        trace(before, arms);
        Thread.sleep(Math.max(0, length.toMillis() - Math.round(1e3 * (now() - before.seconds()))));
        Moment after = moment(before.queues());
        // Those that were too few at the first count.
        trace(after, arms);
        return sightings(before, after, arms);
    }

    private static double now() {
        return System.nanoTime() / 1e9;
    }

    private Moment moment(Map<String, Queues> earlier) throws IOException {
        Map<String, Queues> queues = Map.of();
        if (deadlines) {
            try {
                queues = Queues.read(jvm, earlier);
            } catch (IOException e) {
                say.accept(e.getMessage() + "; deadlines stay unknown");
            }
        }
        double begun = now();
        Census census = jvm.count(collected);
        // It is counted at the end of a pause in which nothing is armed.
        double ended = now();
        say.accept(String.format(
                Locale.ROOT, "counted in %.1f s: %,.0f MB, all classes", ended - begun, census.bytes() / 1e6));
        List<Found> found = new ArrayList<>();
        for (TimerClass timer : TimerClass.all()) {
            List<String> types = new ArrayList<>(List.of(timer.name()));
            types.addAll(timer.subclasses() ? jvm.subclasses(timer.name()) : List.of());
            found.add(Found.in(census, timer, types));
        }
        found.removeIf(one -> one.live().objects() < FEW);
        found.sort(Comparator.comparingLong((Found one) -> one.live().objects()).reversed());
        return new Moment(census, ended, queues, found);
    }

    /** Adds the rates and stacks of the classes that most live of and that do not ride on others. */
    private void trace(Moment moment, Map<TimerClass, Arms> arms) throws IOException, InterruptedException {
        List<Found> chosen = moment.found().stream()
                .filter(one -> !arms.containsKey(one.timer()) && carrier(one, moment) == null)
                .limit(MOST_TRACED)
                .toList();
        long millis = Math.min(5_000, length.toMillis() / 2 / Math.max(1, chosen.size()));
        try {
            for (Found one : chosen) {
                say.accept("tracing the constructor of " + one.timer().name() + " for " + millis / 1_000 + " s");
                arms.put(one.timer(), Arms.traced(jvm, one.types(), millis));
            }
        } catch (IOException e) {
            say.accept(e.getMessage() + "; counts tell the rates, JFR the stacks");
            for (Found one : chosen) {
                double rate = rate(one);
                arms.put(one.timer(), new Arms(rate, List.of()));
                try {
                    arms.put(one.timer(), new Arms(rate, Arms.recorded(jvm, one.types(), millis)));
                } catch (IOException refused) {
                    say.accept(refused.getMessage() + "; what code arms stays unknown");
                }
            }
        }
    }

    /** By counts that follow each other closely: where no collection came between, all that is new was armed. */
    private double rate(Found one) throws IOException, InterruptedException {
        double rate = 0;
        long last = 0;
        double lastSeconds = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < COUNTS; i++) {
            long next = one.objects(jvm.count(false));
            double nextSeconds = now();
            rate = Math.max(rate, (next - last) / (nextSeconds - lastSeconds));
            last = next;
            lastSeconds = nextSeconds;
            Thread.sleep(BETWEEN_COUNTS_MILLIS);
        }
        return rate;
    }

    private List<Sighting> sightings(Moment before, Moment after, Map<TimerClass, Arms> arms) throws IOException {
        long free = Math.max(0, jvm.maxHeapBytes() - after.census().bytes());
        long most = after.found().stream()
                .mapToLong(one -> one.live().objects() - one.objects(before.census()))
                .max()
                .orElse(0);
        List<Sighting> sightings = new ArrayList<>();
        for (Found one : after.found()) {
            String name = one.timer().name();
            Queues then = before.queues().get(name);
            Queues now = after.queues().get(name);
            boolean queued = !collected && then != null && now != null;
            long earlier = one.objects(before.census());
            double each = (double) one.live().bytes() / one.live().objects();
            if (collected && most > FEW && one.live().objects() - earlier == most) {
                // With what they hold, and whatever else grew.
                double grown = after.census().bytes() - before.census().bytes();
                each = Math.max(each, grown / most);
            }
            sightings.add(new Sighting(
                    one.timer(),
                    carrier(one, after),
                    queued ? then.queued() : earlier,
                    queued ? now.queued() : one.live().objects(),
                    collected || queued,
                    one.live().bytes(),
                    each,
                    free,
                    after.seconds() - before.seconds(),
                    arms.getOrDefault(one.timer(), Arms.UNKNOWN),
                    then,
                    now,
                    now != null && now.all(name, after.census())));
        }
        return sightings;
    }

    /** The class that these timers wait in; null if there is none, or fewer of that. */
    private static @Nullable TimerClass carrier(Found one, Moment moment) {
        return moment.found().stream()
                .filter(other -> one.timer().ridesOn().contains(other.timer().name()))
                .filter(other -> one.live().objects() <= 1.1 * other.live().objects())
                .map(Found::timer)
                .findFirst()
                .orElse(null);
    }
}
