package afterglow.watch;

import afterglow.retention.Census;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
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

    /** A class of timers, and what becomes of them. */
    public record Timers(Sighting seen, Outlook outlook) {}

    /** What there is at one moment. */
    private record Moment(Census census, double seconds, Map<Queues.Kind, Queues> queues) {}

    /** A timer class that the watched JVM has, and the classes of its instances. */
    private record Found(TimerClass timer, List<String> types) {

        long objects(Moment moment) {
            return objects(moment.census());
        }

        long objects(Census census) {
            return counts(census).stream().mapToLong(Census.Count::objects).sum();
        }

        long bytes(Moment moment) {
            return counts(moment.census()).stream()
                    .mapToLong(Census.Count::bytes)
                    .sum();
        }

        private List<Census.Count> counts(Census census) {
            return types.stream()
                    .filter(census.byClass()::containsKey)
                    .map(census.byClass()::get)
                    .toList();
        }
    }

    /**
     * Looks; the rows come in the order of their numbers, without classes of fewer than 100 timers.
     *
     * @throws IOException if the JVM ended meanwhile, or does not answer
     */
    public List<Timers> run() throws IOException, InterruptedException {
        try (Visit visit = new Visit(jvm)) {
            Moment before = moment(visit, Map.of());
            Map<TimerClass, Arms> arms = arms(visit, before);
            Thread.sleep(Math.max(0, length.toMillis() - Math.round(1e3 * (now() - before.seconds()))));
            return judge(arms, before, moment(visit, before.queues()));
        }
    }

    private static double now() {
        return System.nanoTime() / 1e9;
    }

    private Moment moment(Visit visit, Map<Queues.Kind, Queues> earlier) throws IOException {
        Map<Queues.Kind, Queues> queues = new EnumMap<>(Queues.Kind.class);
        if (deadlines) {
            try {
                queues.putAll(Queues.read(visit, earlier));
            } catch (IOException e) {
                goOn(e, "deadlines stay unknown");
            }
        }
        double begun = now();
        Census census = jvm.count(collected);
        // It is counted at the end of a pause in which nothing is armed.
        double ended = now();
        say.accept(String.format(
                Locale.ROOT, "counted in %.1f s: %,.0f MB, all classes", ended - begun, census.bytes() / 1e6));
        return new Moment(census, ended, queues);
    }

    private List<Found> found(Moment moment) throws IOException {
        List<Found> found = new ArrayList<>();
        for (TimerClass timer : TimerClass.all()) {
            List<String> types = new ArrayList<>(timer.subclasses() ? jvm.subclasses(timer.name()) : List.of());
            types.add(timer.name());
            Found one = new Found(timer, types);
            if (one.objects(moment) >= FEW) {
                found.add(one);
            }
        }
        found.sort(Comparator.comparingLong((Found one) -> one.objects(moment)).reversed());
        return found;
    }

    /** The rates and stacks of the classes that most live of and that do not ride on others. */
    private Map<TimerClass, Arms> arms(Visit visit, Moment before) throws IOException, InterruptedException {
        List<Found> found = found(before);
        List<Found> chosen = found.stream()
                .filter(one -> carrier(one, found, before) == null)
                .limit(MOST_TRACED)
                .toList();
        long millis = Math.min(5_000, length.toMillis() / 2 / Math.max(1, chosen.size()));
        Map<TimerClass, Arms> arms = new HashMap<>();
        try {
            for (Found one : chosen) {
                say.accept("tracing the constructor of " + one.timer().name() + " for " + millis / 1_000 + " s");
                arms.put(one.timer(), Arms.traced(visit, one.timer(), millis));
            }
        } catch (IOException e) {
            goOn(e, "counts tell the rates, JFR the stacks");
            for (Found one : chosen) {
                arms.put(one.timer(), new Arms(rate(one), stacks(visit, one, millis)));
            }
        }
        return arms;
    }

    private List<Arms.Stack> stacks(Visit visit, Found one, long millis) throws IOException, InterruptedException {
        try {
            return Arms.recorded(visit, one.types(), millis);
        } catch (IOException e) {
            goOn(e, "what code arms stays unknown");
            return List.of();
        }
    }

    /** By counts that follow each other closely: where no collection came between, all that is new was armed. */
    private double rate(Found one) throws IOException, InterruptedException {
        double rate = 0;
        long last = one.objects(jvm.count(false));
        double lastSeconds = now();
        for (int i = 1; i < COUNTS; i++) {
            Thread.sleep(BETWEEN_COUNTS_MILLIS);
            long next = one.objects(jvm.count(false));
            double nextSeconds = now();
            rate = Math.max(rate, (next - last) / (nextSeconds - lastSeconds));
            last = next;
            lastSeconds = nextSeconds;
        }
        return rate;
    }

    private List<Timers> judge(Map<TimerClass, Arms> arms, Moment before, Moment after) throws IOException {
        List<Found> found = found(after);
        long free = Math.max(0, jvm.maxHeapBytes() - after.census().bytes());
        long most = found.stream()
                .mapToLong(one -> one.objects(after) - one.objects(before))
                .max()
                .orElse(0);
        List<Timers> timers = new ArrayList<>();
        for (Found one : found) {
            Queues.Kind kind = Queues.Kind.of(one.timer());
            Queues then = before.queues().get(kind);
            Queues now = after.queues().get(kind);
            boolean queued = !collected && then != null && now != null;
            double each = (double) one.bytes(after) / one.objects(after);
            if (collected && most > FEW && one.objects(after) - one.objects(before) == most) {
                // With what they hold, and whatever else grew.
                each = Math.max(
                        each, (double) (after.census().bytes() - before.census().bytes()) / most);
            }
            Sighting seen = new Sighting(
                    one.timer(),
                    queued ? then.queued() : one.objects(before),
                    queued ? now.queued() : one.objects(after),
                    collected || queued,
                    one.bytes(after),
                    each,
                    free,
                    after.seconds() - before.seconds(),
                    arms.getOrDefault(one.timer(), Arms.UNKNOWN),
                    then,
                    now,
                    now != null && now.queues() >= kind.in(after.census()));
            TimerClass carrier = carrier(one, found, after);
            timers.add(new Timers(seen, carrier == null ? Outlook.of(seen) : Outlook.riding(carrier)));
        }
        return timers;
    }

    /** The class that these timers wait in; null if there is none, or fewer of that. */
    private static @Nullable TimerClass carrier(Found one, List<Found> found, Moment moment) {
        return found.stream()
                .filter(other -> one.timer().ridesOn(other.timer()))
                .filter(other -> one.objects(moment) <= 1.1 * other.objects(moment))
                .map(Found::timer)
                .findFirst()
                .orElse(null);
    }

    private void goOn(IOException e, String without) throws IOException {
        if (!jvm.answers()) {
            throw e;
        }
        say.accept(e.getMessage() + "; " + without);
    }
}
