package afterglow.leak.profile;

import afterglow.retention.Census;
import afterglow.timeout.DaemonThreads;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * What {@code net/http/pprof} is to a Go program: this JVM's profiles over HTTP, in pprof's format, on the loopback interface
 * only.
 *
 * <p>Heap: what lives beyond the start, counted exactly by a census and shared out over the stacks by JFR's samples of old
 * objects. Allocations are JFR's samples, CPU is async-profiler's where it loads.
 */
public final class PprofServer implements AutoCloseable {

    /** The port that the article's commands name. */
    public static final int DEFAULT_PORT = 6060;

    private static final String PROFILE = "application/octet-stream";
    private static final String ROOT = "/debug/pprof/";
    private static final long CPU_NANOS = 1_000_000;
    private static final int DEFAULT_SECONDS = 30;
    private static final int MOST_SECONDS = 600;
    private static final Pattern SECONDS = Pattern.compile("(?:^|.*&)seconds=([^&]*)(?:&.*)?");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4, DaemonThreads.named("pprof"));
    private final Recorder.Jfr recorder = new Recorder.Jfr();
    private final AtomicBoolean profiling = new AtomicBoolean();
    private final Census baseline = Census.take();
    private final Instant start = Instant.now();
    private final String title;
    private final LongSupplier sends;

    /** Starts it, on any free port if {@code port} is 0; an IOException if it is taken. The index shows title and sends. */
    public PprofServer(int port, String title, LongSupplier sends) throws IOException {
        this.title = title;
        this.sends = sends;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answerTo(exchange);
            } catch (IOException | RuntimeException e) {
                // The server would drop it without a word.
                e.printStackTrace();
                // Whoever has got half an answer gets no more.
                if (exchange.getResponseCode() < 0) {
                    refuse(exchange, 500, "failed: " + e);
                }
            }
        }
    }

    private void answerTo(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            refuse(exchange, 405, "only GET");
            return;
        }
        URI uri = exchange.getRequestURI();
        switch (uri.getPath()) {
            case ROOT -> send(exchange, 200, "text/html; charset=utf-8", index().getBytes(StandardCharsets.UTF_8));
            case ROOT + "profile" -> profile(exchange, uri.getRawQuery());
            case ROOT + "heap" -> send(exchange, 200, PROFILE, heap());
            case ROOT + "allocs" -> send(exchange, 200, PROFILE, allocations());
            default -> refuse(exchange, 404, "there is no " + uri.getPath() + "; see " + ROOT);
        }
    }

    private void profile(HttpExchange exchange, @Nullable String query) throws IOException {
        Matcher asked = SECONDS.matcher(query == null ? "" : query);
        String text = asked.matches() ? asked.group(1) : Integer.toString(DEFAULT_SECONDS);
        int seconds = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (seconds < 1 || seconds > MOST_SECONDS) {
            refuse(exchange, 400, "seconds: give a whole number from 1 to " + MOST_SECONDS);
            return;
        }
        if (!profiling.compareAndSet(false, true)) {
            refuse(exchange, 409, "another CPU profile is being taken; come back when it is over");
            return;
        }
        try {
            send(exchange, 200, PROFILE, cpu(seconds * 1_000L));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(exchange, 503, "the program ends");
        } finally {
            profiling.set(false);
        }
    }

    /** async-profiler's samples where it loads: JFR's hardly ever meet threads that run for some us at a time. */
    private byte[] cpu(long millis) throws IOException, InterruptedException {
        Instant since = Instant.now();
        AsyncProfiler profiler = Recorder.asyncProfiler();
        if (profiler == null) {
            Thread.sleep(millis);
            Profile profile = Profile.of(samples(Recorded.RUNNING, since)).timed(Recorder.JFR_CPU_NANOS);
            return encode(profile, Pprof.Kind.CPU, since, Recorder.JFR_CPU_NANOS);
        }
        Path file = Files.createTempFile("afterglow", ".jfr");
        try {
            profiler.execute("start,event=ctimer,interval=" + CPU_NANOS + ",jfr,file=" + file);
            try {
                Thread.sleep(millis);
            } finally {
                profiler.execute("stop,file=" + file);
            }
            Profile profile =
                    Profile.of(Recorded.RUNNING.read(file, Instant.MIN)).timed(CPU_NANOS);
            return encode(profile, Pprof.Kind.CPU, since, CPU_NANOS);
        } finally {
            Files.delete(file);
        }
    }

    private byte[] allocations() throws IOException {
        return encode(Profile.of(samples(Recorded.ALLOCATED, start)), Pprof.Kind.ALLOCATIONS, start, 1);
    }

    private byte[] heap() throws IOException {
        Map<String, Census.Count> live = Profile.live(baseline);
        return encode(Profile.shared(samples(Recorded.LIVE, Instant.MIN), live), Pprof.Kind.HEAP, start, 1);
    }

    private static byte[] encode(Profile profile, Pprof.Kind kind, Instant since, long period) throws IOException {
        long sinceNanos = since.getEpochSecond() * 1_000_000_000L + since.getNano();
        long durationNanos = Duration.between(since, Instant.now()).toNanos();
        return new Pprof().encode(profile, kind, sinceNanos, durationNanos, period);
    }

    private List<Profile.Sample> samples(Recorded what, Instant since) throws IOException {
        Path file = Files.createTempFile("afterglow", ".jfr");
        try {
            recorder.write(file);
            return what.read(file, since);
        } finally {
            Files.delete(file);
        }
    }

    private String index() {
        String classes = Profile.live(baseline).entrySet().stream()
                .limit(10)
                .map(entry -> "<tr><td>%d<td>%d<td>%s</tr>"
                        .formatted(entry.getValue().objects(), entry.getValue().bytes(), escaped(entry.getKey())))
                .collect(Collectors.joining());
        return """
                <!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>%1$s</title><h1>%1$s</h1>
                <p>Process %2$d, %3$d sends so far.</p>
                <ul><li><a href="heap">heap</a><li><a href="allocs">allocs</a>
                <li><a href="profile?seconds=30">profile?seconds=30</a></ul>
                <table><tr><th>live objects<th>bytes<th>class, beyond the start</tr>%4$s</table></html>
                """.formatted(escaped(title), ProcessHandle.current().pid(), sends.getAsLong(), classes);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", (why + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        recorder.close();
    }
}
