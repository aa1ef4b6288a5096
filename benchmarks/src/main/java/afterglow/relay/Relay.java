package afterglow.relay;

import afterglow.accuracy.AccuracyStep;
import afterglow.accuracy.Lateness;
import afterglow.jvm.Jdk;
import afterglow.jvm.Wire;
import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;

/**
 * A generation of JVMs, one for each entrant, all of them alive: two at a time start and warm up, then one at a time has the
 * turn and measures a slice. A micro-round gives each a slice, in a fresh random order. If a JVM ends or hangs, its entrant
 * is lost; the others go on. Not thread-safe.
 */
public final class Relay implements AutoCloseable {

    /** What a relay reports while it runs. */
    public interface Listener {

        void measured(BenchmarkPoint point, List<Row> slices) throws IOException;

        void measured(Entrant entrant, AccuracyStep.Measured lateness) throws IOException;

        void lost(Entrant entrant, String why);

        /** Something that a reader of the results should know. */
        void note(String sentence);
    }

    private static final int TOGETHER = 2;
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(90);

    /** After this time no thread works any more for what was sent before. */
    private static final Duration CALM = Duration.ofMillis(300);

    private static final Duration IDLE = Duration.ofMillis(700);

    private final List<RelayJvm> alive = new CopyOnWriteArrayList<>();
    private final BlockingQueue<RelayJvm.Message> messages = new LinkedBlockingQueue<>();
    private final Map<RelayJvm, List<String>> answers = new HashMap<>();
    private final Listener listener;
    private final Thread reaper = new Thread(() -> alive.forEach(RelayJvm::kill), "relay-reaper");

    private Relay(Listener listener) {
        this.listener = listener;
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /**
     * Starts the JVMs.
     *
     * @param before a relay that is no longer needed; its JVMs end as the new ones start, which get their memory at once. A host may
     *     take back memory that is free for seconds, and to get it again costs half a second a JVM
     */
    public static Relay start(
            List<Entrant> entrants,
            Map<JvmSetup, Jdk> jdks,
            int heapMegabytes,
            String classPath,
            Listener listener,
            @Nullable Relay before)
            throws InterruptedException {
        Relay relay = new Relay(listener);
        try {
            boolean untouched = false;
            for (int first = 0; first < entrants.size(); first += TOGETHER) {
                List<RelayJvm> started = new ArrayList<>();
                if (before != null) {
                    before.endSome();
                }
                for (Entrant entrant : entrants.subList(first, Math.min(first + TOGETHER, entrants.size()))) {
                    Jdk jdk = Objects.requireNonNull(jdks.get(entrant.setup()));
                    try {
                        RelayJvm jvm = RelayJvm.start(entrant, jdk, heapMegabytes, classPath, relay.messages);
                        started.add(jvm);
                        relay.alive.add(jvm);
                    } catch (IOException e) {
                        listener.lost(entrant, "its JVM could not be started: " + e.getMessage());
                    }
                }
                untouched |= relay.exchange(started, "", line -> line.startsWith(Turn.READY), STARTS_WITHIN)
                        .containsValue(Turn.READY + false);
            }
            if (before != null) {
                before.close();
            }
            if (untouched) {
                listener.note("Not every heap was touched before it was used (-XX:+AlwaysPreTouch is off): strategies"
                        + " that allocate also pay for the first touch of memory.");
            }
            return relay;
        } catch (InterruptedException | RuntimeException e) {
            relay.close();
            throw e;
        }
    }

    /**
     * Measures a point; returns JMH's own result, with all iterations.
     *
     * @param life of these JVMs within their generation, from 1 on
     * @param firstRound the number of the first micro-round that counts
     */
    public List<RunResult> measure(
            BenchmarkPoint point, Predicate<Entrant> takesPart, Pace pace, int life, int firstRound, long seed)
            throws IOException, InterruptedException {
        List<RelayJvm> running =
                alive.stream().filter(jvm -> takesPart.test(jvm.entrant())).toList();
        Random random = new Random(seed);
        String command =
                Turn.POINT + " " + point.identity() + " " + pace.warmup().toMillis() + " " + pace.iterations() + " "
                        + pace.slice().toMillis() + "\n" + Turn.GO;
        exchange(running, command, Turn.WARM::equals, ANSWERS_WITHIN.plus(pace.warmup()));
        for (int round = 1; round <= pace.settling(); round++) {
            microRound(point, running, random);
        }
        Map<RelayJvm, Double> idle = idlePercent(running);
        for (int round = 0; round < pace.rounds(); round++) {
            Map<RelayJvm, Row> slices = microRound(point, running, random);
            List<Row> rows = new ArrayList<>();
            int number = firstRound + round;
            slices.forEach((jvm, slice) -> rows.add(jvm.entrant()
                    .mark(slice)
                    .set("life", life)
                    .set("round", number)
                    .set("idle_cpu_percent", idle.getOrDefault(jvm, Double.NaN))));
            listener.measured(point, rows);
        }
        // JMH's end disturbs the machine, so no JVM ends before all have measured.
        exchange(running, Turn.GO, Turn.DONE::equals, ANSWERS_WITHIN);
        List<RunResult> results = new ArrayList<>();
        for (RelayJvm jvm : running) {
            for (String line : said(jvm)) {
                if (line.startsWith(Turn.JMH)) {
                    results.addAll(decoded(line.substring(Turn.JMH.length())));
                }
            }
        }
        return results;
    }

    /** Measures when timeouts fire, for each entrant that can tell, one after the other. */
    public void measureLateness(Predicate<Entrant> takesPart, Duration duration, long seed)
            throws IOException, InterruptedException {
        String command = Turn.LATENESS + " " + duration.toMillis() + " " + seed;
        for (RelayJvm jvm : alive) {
            // Asked only now: what was measured of another one may make this one needless.
            if (!takesPart.test(jvm.entrant())) {
                continue;
            }
            exchange(List.of(jvm), command, Turn.DONE::equals, ANSWERS_WITHIN);
            Lateness lateness = null;
            for (String line : said(jvm)) {
                if (Lateness.isLine(line)) {
                    lateness = Lateness.of(line);
                } else if (Wire.isRow(line, Schema.ACCURACY) && lateness != null) {
                    listener.measured(
                            jvm.entrant(), new AccuracyStep.Measured(Wire.row(line, Schema.ACCURACY), lateness));
                }
            }
        }
    }

    /** One slice of each, in random order. */
    private Map<RelayJvm, Row> microRound(BenchmarkPoint point, List<RelayJvm> running, Random random)
            throws InterruptedException {
        List<RelayJvm> order = new ArrayList<>(running);
        Collections.shuffle(order, random);
        Map<RelayJvm, Row> slices = new LinkedHashMap<>();
        Schema schema = point.kind().schema();
        for (RelayJvm jvm : order) {
            exchange(List.of(jvm), Turn.GO, line -> Wire.isRow(line, schema), ANSWERS_WITHIN)
                    .forEach((told, line) -> slices.put(told, Wire.row(line, schema)));
        }
        return slices;
    }

    /** The CPU that each JVM uses while none has the turn, in percent of one core. */
    private Map<RelayJvm, Double> idlePercent(List<RelayJvm> running) throws InterruptedException {
        // To answer costs some ms of CPU: the first time, because classes are loaded, and a few each time.
        burnt(running);
        Thread.sleep(CALM.toMillis());
        burnt(running);
        long from = System.nanoTime();
        Thread.sleep(IDLE.toMillis());
        Map<RelayJvm, Double> nanos = burnt(running);
        double elapsed = System.nanoTime() - from;
        Map<RelayJvm, Double> answer = burnt(running);
        nanos.replaceAll((jvm, all) -> 100 * Math.max(0, all - answer.getOrDefault(jvm, 0.0)) / elapsed);
        return nanos;
    }

    /** The CPU time that each burned since it was last asked, in ns. */
    private Map<RelayJvm, Double> burnt(List<RelayJvm> running) throws InterruptedException {
        Map<RelayJvm, Double> nanos = new HashMap<>();
        exchange(running, Turn.CPU, line -> line.startsWith(Turn.BURNT), ANSWERS_WITHIN)
                .forEach((jvm, line) -> nanos.put(jvm, Double.valueOf(line.substring(Turn.BURNT.length()))));
        return nanos;
    }

    /**
     * Gives a command, unless it is empty, to those of some JVMs that are alive, two at a time, and waits for the answer that ends the
     * turn of each; keeps their other lines. A JVM that ended, even while another had the turn, is lost and has no answer.
     */
    private Map<RelayJvm, String> exchange(
            List<RelayJvm> jvms, String command, Predicate<String> answer, Duration atMost)
            throws InterruptedException {
        Map<RelayJvm, String> ended = new LinkedHashMap<>();
        List<RelayJvm> waiting = new ArrayList<>(jvms);
        waiting.retainAll(alive);
        Map<RelayJvm, Long> due = new LinkedHashMap<>();
        while (!waiting.isEmpty() || !due.isEmpty()) {
            while (due.size() < TOGETHER && !waiting.isEmpty()) {
                RelayJvm next = waiting.remove(0);
                due.put(next, System.nanoTime() + atMost.toNanos());
                if (!command.isEmpty()) {
                    next.tell(command);
                }
            }
            long first = Collections.min(due.values());
            RelayJvm.Message message = messages.poll(first - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                List.copyOf(due.keySet()).stream()
                        .filter(jvm -> due.get(jvm) <= System.nanoTime())
                        .forEach(jvm -> {
                            jvm.endsBecause("it did not answer within " + atMost.toSeconds() + " s and was killed");
                            jvm.kill();
                            // Its end comes as its last message.
                            due.put(jvm, System.nanoTime() + ANSWERS_WITHIN.toNanos());
                        });
                continue;
            }
            RelayJvm jvm = message.jvm();
            String line = message.line();
            if (line == null) {
                waiting.remove(jvm);
                due.remove(jvm);
                if (alive.remove(jvm)) {
                    listener.lost(jvm.entrant(), jvm.end());
                }
            } else if (due.containsKey(jvm) && answer.test(line)) {
                due.remove(jvm);
                ended.put(jvm, line);
            } else if (line.startsWith(Turn.FAILED)) {
                jvm.endsBecause(line.substring(Turn.FAILED.length()));
            } else {
                answers.computeIfAbsent(jvm, unseen -> new ArrayList<>()).add(line);
            }
        }
        return ended;
    }

    private List<String> said(RelayJvm jvm) {
        return Objects.requireNonNullElse(answers.remove(jvm), List.of());
    }

    private static List<RunResult> decoded(String line) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(line)))) {
            return ((List<?>) in.readObject())
                    .stream().map(RunResult.class::cast).toList();
        } catch (ClassNotFoundException e) {
            throw new IOException("a JVM's results are of another version of JMH", e);
        }
    }

    /** Ends as many as start at a time, and returns when their memory is free. */
    private void endSome() throws InterruptedException {
        for (RelayJvm jvm : List.copyOf(alive.subList(0, Math.min(TOGETHER, alive.size())))) {
            jvm.kill();
            jvm.end();
            alive.remove(jvm);
        }
    }

    @Override
    public void close() {
        alive.forEach(RelayJvm::kill);
        alive.clear();
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException shuttingDown) {
            return; // Then the hook has run.
        }
    }
}
