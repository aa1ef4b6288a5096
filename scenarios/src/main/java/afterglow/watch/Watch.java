package afterglow.watch;

import afterglow.retention.Census;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One look at the timers of a live JVM: two counts, and between them who arms.
 *
 * @param jvm what is watched
 * @param length from the first count to the second
 * @param collected whether a count begins with a full collection; without it the counts are upper bounds
 * @param deadlines whether the queues are read, by an agent
 * @param say takes a line for people now and then
 */
public record Watch(LiveJvm jvm, Duration length, boolean collected, boolean deadlines, Consumer<String> say) {

    /** Fewer timers of a class are not worth a row. */
    static final long FEW = 100;

    private static final int MOST_TRACED = 3;
    private static final int COUNTS = 6;
    private static final long BETWEEN_COUNTS_MILLIS = 300;

    /** A class of timers, and what becomes of them. */
    public record Row(Sighting seen, Outlook judged) {}

    /** What lives at one moment. */
    private record Moment(Census census, double seconds, Map<Queues.Kind, Queues> queues) {}

    /** A timer class of the watched JVM. */
    private record Found(TimerClass timer, List<String> types) {

        Census.Count in(Census census) {
            long objects = 0;
            long bytes = 0;
            for (String type : types) {
                Census.Count count = census.byClass().getOrDefault(type, new Census.Count(0, 0));
                objects += count.objects();
                bytes += count.bytes();
            }
            return new Census.Count(objects, bytes);
        }
    }

    /**
     * Looks; the rows come in the order of their numbers.
     *
     * @throws IOException if the JVM ended meanwhile, or does not answer
     */
    public List<Row> run() throws IOException, InterruptedException {
        try (Visit visit = Visit.begin(jvm)) {
            Moment before = moment(visit, null);
            List<Found> found = found(before.census());
            Map<TimerClass, Arms> arms = arms(visit, found, before.census());
            long left = length.toMillis() - Math.round(1e3 * (now() - before.seconds()));
            Thread.sleep(Math.max(0, left));
            Moment after = moment(visit, before);
            return judge(found(after.census()), arms, before, after);
        }
    }

    private static double now() {
        return System.nanoTime() / 1e9;
    }

    private Moment moment(Visit visit, @Nullable Moment earlier) throws IOException {
        Map<Queues.Kind, Queues> queues = new EnumMap<>(Queues.Kind.class);
        if (deadlines) {
            try {
                queues.putAll(Queues.read(visit, earlier == null ? Map.of() : earlier.queues()));
            } catch (IOException e) {
                requireAlive(e);
                say.accept("deadlines stay unknown: " + e.getMessage());
            }
        }
        double begun = now();
        Census census = jvm.count(collected);
        double ended = now();
        say.accept(String.format(
                java.util.Locale.ROOT,
                "counted in %.2f s: %,d objects, %,.0f MB",
                ended - begun,
                census.objects(),
                census.bytes() / 1e6));
        // The collector counts at the end of a pause, in which nothing is armed.
        return new Moment(census, ended, queues);
    }

    private List<Found> found(Census census) throws IOException {
        List<Found> found = new ArrayList<>();
        for (TimerClass timer : TimerClass.all()) {
            List<String> types = List.of(timer.name());
            if (timer.subclasses()) {
                types = new ArrayList<>(jvm.subclasses(timer.name()));
                types.add(timer.name());
                types.removeIf(type -> !census.byClass().containsKey(type));
            }
            Found one = new Found(timer, List.copyOf(types));
            if (one.in(census).objects() >= FEW) {
                found.add(one);
            }
        }
        return found;
    }

    /** The rates and stacks of the classes that most live of, and do not ride on others. */
    private Map<TimerClass, Arms> arms(Visit visit, List<Found> found, Census census)
            throws IOException, InterruptedException {
        List<Found> chosen = found.stream()
                .filter(one -> carrier(one, found, census) == null)
                .sorted((a, b) ->
                        Long.compare(b.in(census).objects(), a.in(census).objects()))
                .limit(MOST_TRACED)
                .toList();
        Map<TimerClass, Arms> arms = new LinkedHashMap<>();
        long millis = Math.min(5_000, length.toMillis() / 2 / Math.max(1, chosen.size()));
        try {
            for (Found one : chosen) {
                say.accept("tracing the constructor of " + one.timer().name() + " for " + millis / 1_000 + " s");
                arms.put(one.timer(), Arms.traced(visit, one.timer(), millis));
            }
        } catch (IOException e) {
            requireAlive(e);
            say.accept(e.getMessage() + "; asking JFR for stacks, and counts for rates");
            Map<TimerClass, Double> rates = rates(chosen);
            for (Found one : chosen) {
                arms.put(one.timer(), new Arms(rates.getOrDefault(one.timer(), Double.NaN), List.of()));
            }
            recorded(visit, chosen, millis, arms);
        }
        return arms;
    }

    private void recorded(Visit visit, List<Found> chosen, long millis, Map<TimerClass, Arms> arms)
            throws IOException, InterruptedException {
        try {
            for (Found one : chosen) {
                Arms sampled = Arms.recorded(visit, one.types(), millis);
                arms.computeIfPresent(one.timer(), (timer, counted) -> new Arms(counted.perSecond(), sampled.stacks()));
            }
        } catch (IOException e) {
            requireAlive(e);
            say.accept("JFR is refused too: what code arms stays unknown: " + e.getMessage());
        }
    }

    /** The rates by counts that follow each other closely: where no collection came between, what is new was armed. */
    private Map<TimerClass, Double> rates(List<Found> chosen) throws IOException, InterruptedException {
        Map<TimerClass, Double> rates = new HashMap<>();
        Census last = jvm.count(false);
        double lastSeconds = now();
        for (int i = 1; i < COUNTS; i++) {
            Thread.sleep(BETWEEN_COUNTS_MILLIS);
            Census next = jvm.count(false);
            double nextSeconds = now();
            for (Found one : chosen) {
                long armed = one.in(next).objects() - one.in(last).objects();
                rates.merge(one.timer(), Math.max(0, armed / (nextSeconds - lastSeconds)), Math::max);
            }
            last = next;
            lastSeconds = nextSeconds;
        }
        return rates;
    }

    private List<Row> judge(List<Found> found, Map<TimerClass, Arms> arms, Moment before, Moment after)
            throws IOException {
        long free = Math.max(0, jvm.maxHeapBytes() - after.census().bytes());
        Found fastest = found.stream()
                .max((a, b) -> Long.compare(growth(a, before, after), growth(b, before, after)))
                .orElse(null);
        List<Row> rows = new ArrayList<>();
        for (Found one : found) {
            Census.Count count = one.in(after.census());
            double each = (double) count.bytes() / count.objects();
            long grown = growth(one, before, after);
            if (collected && one.equals(fastest) && grown >= 10 * FEW) {
                // With what they hold, and all else that grew.
                each = Math.max(
                        each, (double) (after.census().bytes() - before.census().bytes()) / grown);
            }
            Queues.Kind kind = Queues.Kind.of(one.timer());
            Queues then = kind == null ? null : before.queues().get(kind);
            Queues now = kind == null ? null : after.queues().get(kind);
            boolean queued = !collected && then != null && now != null;
            Sighting seen = new Sighting(
                    one.timer(),
                    one.types(),
                    queued ? then.queued() : one.in(before.census()).objects(),
                    queued ? now.queued() : count.objects(),
                    collected || queued,
                    count.bytes(),
                    each,
                    free,
                    after.seconds() - before.seconds(),
                    arms.getOrDefault(one.timer(), Arms.UNKNOWN),
                    then,
                    now,
                    kind != null && now != null && now.queues() >= queuesIn(after.census(), kind));
            TimerClass carrier = carrier(one, found, after.census());
            rows.add(new Row(seen, carrier == null ? Outlook.of(seen) : Outlook.riding(carrier)));
        }
        rows.sort((a, b) -> Long.compare(b.seen().after(), a.seen().after()));
        return rows;
    }

    private static long growth(Found one, Moment before, Moment after) {
        return one.in(after.census()).objects() - one.in(before.census()).objects();
    }

    private static long queuesIn(Census census, Queues.Kind kind) {
        return census.byClass()
                .getOrDefault(kind.queue(), new Census.Count(0, 0))
                .objects();
    }

    /** The class that these timers wait in; null if there is none, or there are more of these than of that. */
    private static @Nullable TimerClass carrier(Found one, List<Found> found, Census census) {
        return found.stream()
                .filter(other -> one.timer().ridesOn(other.timer())
                        && one.in(census).objects() <= 1.1 * other.in(census).objects())
                .map(Found::timer)
                .findFirst()
                .orElse(null);
    }

    private void requireAlive(IOException e) throws IOException {
        if (!jvm.alive()) {
            throw e;
        }
    }
}
