package afterglow.report;

import afterglow.results.Environment;
import afterglow.results.Schema;
import afterglow.results.WholeFile;
import com.google.gson.Gson;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A page that shows runs: one file that needs nothing else, from disk, without a network. */
public final class Report {

    public static final String FILE = "report.html";

    private static final int MOST_ROWS_OF_A_PICTURE = 4_000;
    private static final int LEAST_ROWS_OF_A_PICTURE = 100;
    private static final int MOST_BYTES_OF_DATA = 700_000;
    private static final List<String> FIRST =
            List.of("commit", "cpu", "cores", "memory", "heap", "warm", "generations", "rounds", "slice");

    /** Escapes {@code <}, {@code >} and {@code &}, so that no name can end the script element around it. */
    private static final Gson JSON = new Gson();

    private final Path file;
    private final Evidence evidence;
    private final Pictures pictures;

    private Report(List<Run> runs, Path file) throws IOException {
        this.file = file;
        evidence = new Evidence(runs);
        pictures = new Pictures(evidence);
    }

    /** Writes the page of some runs' folders, whole or not at all; refuses what is no run, and damaged tables. */
    public static void write(List<Path> runs, Path file) throws IOException {
        List<Run> read = Run.readAll(runs);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "no such folder; make it first");
        }
        WholeFile.write(file, new Report(read, file).page());
    }

    private String page() throws IOException {
        String version = resource("echarts-version.txt").strip();
        String library = script("/META-INF/resources/webjars/echarts/" + version + "/echarts.min.js");
        String script = script("report.js");
        Warnings warnings = new Warnings(evidence);
        List<Found> recommendations = evidence.rows(Schema.USES).toList();
        List<Picture> drawn = drawn();
        List<Run> runs = evidence.runs();
        List<String> repeat = runs.stream()
                .map(Run::command)
                .filter(command -> !command.isEmpty())
                .distinct()
                .toList();
        Map<String, Object> marks = new HashMap<>();
        String scripts = "script-src " + hash(library) + " " + hash(script);
        String others = "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
        marks.put("policy", "default-src 'none'; " + scripts + "; " + others);
        marks.put("style", resource("report.css"));
        marks.put("library", library);
        marks.put("script", script);
        marks.put("data", JSON.toJson(drawn));
        marks.put("runs", String.join(", ", runs.stream().map(Run::name).toList()));
        marks.put("measuredOn", String.join(", ", evidence.jvms()));
        marks.put("generations", generations());
        marks.put("answer", Answer.of(evidence, recommendations, warnings.noisy()));
        marks.put("warnings", warnings);
        marks.put("verdicts", evidence.verdicts().isEmpty() ? List.of() : VerdictTable.of(evidence));
        marks.put("uses", recommendations);
        marks.put("hasUses", !recommendations.isEmpty());
        marks.put("pictures", drawn);
        marks.put("sheets", Sheet.all(evidence));
        marks.put("environment", environment());
        marks.put("runNames", runs.stream().map(Run::name).toList());
        marks.put("repeat", repeat);
        marks.put("attachments", attachments());
        marks.put("missing", missing());
        return Mustache.compiler()
                .emptyStringIsFalse(true)
                .zeroIsFalse(true)
                .compile(resource("report.mustache"))
                .execute(marks);
    }

    /** The pictures, thinned until the page is of a size that anybody can open. */
    private List<Picture> drawn() {
        List<Picture> thinned = pictures.drawn();
        for (int most = MOST_ROWS_OF_A_PICTURE; most >= LEAST_ROWS_OF_A_PICTURE; most /= 2) {
            int rows = most;
            thinned = pictures.drawn().stream()
                    .map(picture -> picture.atMost(rows))
                    .toList();
            if (JSON.toJson(thinned).length() <= MOST_BYTES_OF_DATA) {
                break;
            }
        }
        return thinned;
    }

    /** The values of each key in each run; what decides whether two runs can be held against each other stands first. */
    private List<Map.Entry<String, List<String>>> environment() {
        List<Environment> environments =
                evidence.runs().stream().map(Run::environment).toList();
        return environments.stream()
                .flatMap(one -> one.values().keySet().stream())
                .distinct()
                .sorted(Comparator.comparingInt(key -> (int)
                        FIRST.stream().takeWhile(word -> !key.contains(word)).count()))
                .map(key -> Map.entry(
                        key, environments.stream().map(one -> one.value(key)).toList()))
                .toList();
    }

    private String generations() {
        return evidence.rows(Schema.COSTS)
                .map(found -> found.text("generations"))
                .filter(count -> !count.isEmpty())
                .distinct()
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .map(count -> count.equals("1") ? "1 generation" : count + " generations")
                .collect(Collectors.joining(" or "));
    }

    private List<Map.Entry<String, String>> attachments() throws IOException {
        Path page = file.toAbsolutePath().normalize();
        Path from = Objects.requireNonNull(page.getParent());
        List<Map.Entry<String, String>> links = new ArrayList<>();
        for (Run run : evidence.runs()) {
            for (Path attached : run.attachments()) {
                Path target = attached.toAbsolutePath().normalize();
                if (!target.equals(page)) {
                    String shown = run.name() + "/" + run.folder().relativize(attached);
                    links.add(Map.entry(link(from.relativize(target)), shown));
                }
            }
        }
        return links;
    }

    private static String link(Path path) {
        List<String> names = new ArrayList<>();
        path.forEach(name -> names.add(URLEncoder.encode(name.toString(), StandardCharsets.UTF_8)));
        return (path.startsWith("..") ? "" : "./") + String.join("/", names).replace("+", "%20");
    }

    /** What the page does not show, and what it needs. */
    private List<Map.Entry<String, String>> missing() {
        List<Map.Entry<String, String>> missing =
                new ArrayList<>(pictures.undrawn().entrySet());
        for (Run run : evidence.runs()) {
            if (!run.missing().isEmpty()) {
                missing.add(Map.entry("Not in " + run.name(), String.join(", ", run.missing())));
            }
        }
        return missing;
    }

    /** A script as the browser will see it, which reads every line end as one line feed and hashes what it reads. */
    private static String script(String name) throws IOException {
        return "\n" + resource(name).strip() + "\n";
    }

    /** A file of this package, with one line feed at each line end. */
    static String resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Report.class.getResourceAsStream(name), () -> name + " is not in the jar")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
