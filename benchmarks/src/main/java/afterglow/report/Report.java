package afterglow.report;

import afterglow.cli.BadInputException;
import afterglow.results.MalformedTableException;
import afterglow.results.Schema;
import afterglow.results.WholeFile;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A page that shows runs: one file that needs nothing else, from disk, without a network. */
public final class Report {

    /** The name of a run's own report. */
    public static final String FILE = "report.html";

    private static final int MOST_ROWS_OF_A_PICTURE = 4_000;
    private static final int MOST_BYTES_OF_DATA = 700_000;
    private static final int MOST_WARNINGS = 3;
    private static final List<String> FIRST =
            List.of("commit", "cpu", "cores", "memory", "heap", "warm", "generations", "rounds", "slice");

    /** Escapes {@code <}, {@code >} and {@code &}, so that no name can end the script element around it. */
    private static final Gson JSON = new GsonBuilder().create();

    private final Path file;
    private final Evidence evidence;
    private final Standings standings;
    private final Pictures pictures;

    private Report(List<Run> runs, Path file) {
        this.file = file;
        evidence = new Evidence(runs);
        standings = new Standings(evidence);
        pictures = new Pictures(evidence, standings);
    }

    /**
     * Writes the page of some runs, whole or not at all.
     *
     * @param runs their folders; each needs at least one table
     * @param file the page
     * @throws BadInputException if a folder is no run
     * @throws MalformedTableException if a table is damaged, or was written by another version
     */
    public static void write(List<Path> runs, Path file) throws IOException {
        List<Run> read = Run.readAll(runs);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "no such folder; make it first");
        }
        WholeFile.write(file, new Report(read, file).page());
    }

    private String page() throws IOException {
        String library = script("/META-INF/resources/webjars/echarts/" + version("echarts") + "/echarts.min.js");
        String script = script("report.js");
        Map<String, Object> marks = new LinkedHashMap<>();
        marks.put(
                "policy",
                "default-src 'none'; script-src " + hash(library) + " " + hash(script)
                        + "; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
        marks.put("style", resource("report.css"));
        marks.put("library", library);
        marks.put("script", script);
        List<Picture> drawn = drawn();
        marks.put("data", JSON.toJson(Map.of("pictures", drawn, "strategies", strategies())));
        marks.put("runs", evidence.runs().stream().map(Run::name).collect(Collectors.joining(", ")));
        marks.put("measuredOn", String.join(", ", standings.jvms()));
        marks.put("generations", generations());
        Warnings warnings = new Warnings(evidence, standings);
        List<Recommendation> recommendations = Recommendation.all(evidence);
        marks.put("answer", Answer.of(standings, recommendations, warnings.noisy()));
        marks.put(
                "uses",
                recommendations.stream()
                        .map(one -> Map.of(
                                "use", one.use(),
                                "jvm", one.jvm(),
                                "pick", one.pick(),
                                "decision", one.decision(),
                                "because", one.because()))
                        .toList());
        marks.put("hasUses", !recommendations.isEmpty());
        List<String> remarks = Stream.concat(
                        warnings.sentences().stream().skip(MOST_WARNINGS), warnings.remarks().stream())
                .toList();
        marks.put("warnings", warnings.sentences().stream().limit(MOST_WARNINGS).toList());
        marks.put("remarks", remarks);
        marks.put("hasRemarks", !remarks.isEmpty());
        marks.put("remarkCount", remarks.size());
        marks.put("hasWarnings", !warnings.sentences().isEmpty() || !remarks.isEmpty());
        marks.put("verdicts", standings.rows().isEmpty() ? List.of() : List.of(verdicts()));
        marks.put(
                "pictures",
                drawn.stream()
                        .map(picture -> Map.of(
                                "id", picture.id(),
                                "question", picture.question(),
                                "reading", picture.reading(),
                                "rows", picture.rows().size(),
                                "omitted", picture.omitted()))
                        .toList());
        marks.put("sheets", Sheet.all(evidence));
        marks.put("environment", environment());
        marks.put("runNames", evidence.runs().stream().map(Run::name).toList());
        marks.put(
                "repeat",
                evidence.runs().stream()
                        .map(run -> Repeat.command(run.environment()))
                        .filter(command -> !command.isEmpty())
                        .distinct()
                        .toList());
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
        for (int most = MOST_ROWS_OF_A_PICTURE; ; most /= 2) {
            int rows = most;
            List<Picture> thinned = pictures.drawn().stream()
                    .map(picture -> picture.atMost(rows))
                    .toList();
            if (JSON.toJson(thinned).length() <= MOST_BYTES_OF_DATA || most < 100) {
                return thinned;
            }
        }
    }

    private Map<String, Object> strategies() {
        Map<String, Object> strategies = new LinkedHashMap<>();
        standings
                .rows()
                .forEach(row -> strategies.put(
                        row.strategy(), Map.of("family", row.text("family"), "role", standings.role(row))));
        return strategies;
    }

    private Map<String, Object> verdicts() {
        List<VerdictColumn> columns = VerdictColumn.of(standings);
        List<Object> rows = new ArrayList<>();
        for (Standing row : standings.rows()) {
            String role = standings.role(row);
            rows.add(Map.of(
                    "strategy", row.strategy(),
                    "family", row.text("family"),
                    "jvm", row.jvm(),
                    "role", role,
                    "hasRole", !role.isEmpty(),
                    "cells", columns.stream().map(column -> column.cell(row)).toList()));
        }
        return Map.of(
                "columns", columns.stream().map(VerdictColumn::header).toList(),
                "rows", rows,
                "count", rows.size(),
                "points",
                        standings.rows().stream()
                                .map(row -> row.verdicts().point())
                                .distinct()
                                .collect(Collectors.joining(", ")),
                "families",
                        standings.rows().stream()
                                .map(row -> row.text("family"))
                                .distinct()
                                .sorted()
                                .toList(),
                "jvms", standings.jvms(),
                "severalJvms", standings.jvms().size() > 1);
    }

    /** What decides whether two runs can be held against each other stands first. */
    private List<Object> environment() {
        Set<String> keys = new LinkedHashSet<>();
        List<Map<String, String>> environments =
                evidence.runs().stream().map(Run::environment).toList();
        environments.forEach(values -> keys.addAll(values.keySet()));
        return keys.stream()
                .sorted(Comparator.comparingInt(key -> (int)
                        FIRST.stream().takeWhile(word -> !key.contains(word)).count()))
                .map(key -> (Object) Map.of(
                        "key",
                        key,
                        "values",
                        environments.stream()
                                .map(values -> values.getOrDefault(key, ""))
                                .toList()))
                .toList();
    }

    /** In how many JVMs each strategy was measured, where that is known. */
    private String generations() {
        return evidence.rows(Schema.COSTS)
                .map(found -> found.text("generations"))
                .filter(count -> !count.isEmpty())
                .distinct()
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .map(count -> count.equals("1") ? "1 generation" : count + " generations")
                .collect(Collectors.joining(" or "));
    }

    private List<Object> attachments() throws IOException {
        Path from = Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
        List<Object> links = new ArrayList<>();
        for (Run run : evidence.runs()) {
            for (Path attached : run.attachments()) {
                Path target = attached.toAbsolutePath().normalize();
                if (!target.equals(file.toAbsolutePath().normalize())) {
                    links.add(Map.of(
                            "href",
                            link(from.relativize(target)),
                            "name",
                            run.name() + "/" + run.folder().relativize(attached)));
                }
            }
        }
        return links;
    }

    private static String link(Path path) {
        return IntStream.range(0, path.getNameCount())
                .mapToObj(i -> URLEncoder.encode(path.getName(i).toString(), StandardCharsets.UTF_8)
                        .replace("+", "%20"))
                .collect(Collectors.joining("/", path.getNameCount() > 0 && path.startsWith("..") ? "" : "./", ""));
    }

    private List<Object> missing() {
        List<Object> missing = new ArrayList<>();
        pictures.undrawn().forEach((question, needs) -> missing.add(Map.of("what", question, "needs", needs)));
        for (Run run : evidence.runs()) {
            if (!run.missing().isEmpty()) {
                missing.add(Map.of("what", "Not in " + run.name(), "needs", String.join(", ", run.missing())));
            }
        }
        return missing;
    }

    private static String version(String library) throws IOException {
        Properties versions = new Properties();
        try (InputStream in = open("versions.properties")) {
            versions.load(in);
        }
        return versions.getProperty(library);
    }

    /** A script as the browser will see it, which reads every line end as one line feed and hashes what it reads. */
    private static String script(String name) throws IOException {
        return "\n" + resource(name).strip() + "\n";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(Report.class.getResourceAsStream(name), () -> name + " is not in the jar");
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
