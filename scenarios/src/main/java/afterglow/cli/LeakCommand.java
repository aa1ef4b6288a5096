package afterglow.cli;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.leak.Card;
import afterglow.leak.Demonstrations;
import afterglow.leak.Form;
import afterglow.leak.Harm;
import afterglow.leak.profile.PprofServer;
import afterglow.leak.profile.ProfileChild;
import afterglow.leak.real.Fetch;
import afterglow.leak.real.RealLibrary;
import afterglow.leak.trial.LeakStep;
import afterglow.results.Row;
import afterglow.results.RunFolder;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.Effort;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code leak}: runs demonstrations of leaks that real projects shipped, each next to its fix. */
@Command(
        name = "leak",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        sortOptions = false,
        description = {
            "Runs leaks that real projects shipped, each next to the same program with the fix, both in fresh JVMs,"
                    + " and says what each send leaves behind.",
            "",
            "With --program, it says the same of a class of yours. Exit 1 if a verdict is not the declared one, or"
                    + " something is wrong with your program."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar scenarios.jar leak --list",
            "  java -jar scenarios.jar leak time-after any-of",
            "  java -jar scenarios.jar leak --fetch",
            "  java -jar scenarios.jar leak --all --out leaks",
            "  java -jar scenarios.jar leak time-after --profile",
            "  java -jar scenarios.jar leak time-after --serve",
            "  java -jar scenarios.jar leak --classpath app.jar:lib/* --program com.acme.SendOnce"
        })
public final class LeakCommand implements Callable<Integer> {

    private static final Duration LEAST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration MOST_TIMEOUT = Duration.ofDays(365);
    private static final Duration FOR_EVER = Duration.ofDays(3650);
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final Duration MOST_PROFILED = Duration.ofMinutes(2);
    private static final int SECONDS_EACH = 5;
    private static final long LEAST_SENDS = 1_000;
    private static final long LEAST_OWN_SENDS = 100;
    private static final Duration OWN_PATIENCE = Duration.ofSeconds(10);
    private static final Duration MOST_OWN_PATIENCE = Duration.ofMinutes(10);

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Demonstrations, as --list names them.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "All of them, and the real libraries that were fetched: about 4 minutes.")
    private boolean all;

    @Option(
            names = "--list",
            description = "Prints the demonstrations, their causes and what is expected; runs nothing.")
    private boolean list;

    @Option(
            names = "--sends",
            paramLabel = "N",
            defaultValue = "" + Effort.DEFAULT_SENDS,
            description =
                    "At most so many sends in each series, 1000 or more, of a program of yours 100 (default: ${DEFAULT-VALUE}).")
    private long sends;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "3m",
            converter = DurationConverter.class,
            description = "Of each send, 1m or more: 90s, 3m, 12h (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Effort.DEFAULT_TIMEOUT;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for leaks.csv, new or empty (default: results/<time>-jdk<N>).")
    private @Nullable Path out;

    @Option(
            names = "--libraries",
            paramLabel = "DIR",
            description = "Where the real libraries were fetched to (default: scenarios/target/real-libraries).")
    private Path libraries = RealLibrary.FETCHED;

    @Option(
            names = "--fetch",
            description =
                    "Fetches the real libraries, guilty and fixed versions, with mvn and a network; runs nothing.")
    private boolean fetch;

    @Option(
            names = "--profile",
            description =
                    "Runs the leaky form of one NAME under a profiler: flame graphs of what is allocated and of what"
                            + " lives, and the retained bytes by method.")
    private boolean profile;

    @Option(
            names = "--serve",
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = "" + PprofServer.DEFAULT_PORT,
            description =
                    "Runs the leaky form of one NAME, and its profiles at http://127.0.0.1:PORT/debug/pprof/ for go tool"
                            + " pprof (default port: ${FALLBACK-VALUE}).")
    private @Nullable Integer port;

    @Option(
            names = "--program",
            paramLabel = "CLASS",
            description = "A program of your own: a public class with a public constructor without arguments that is a"
                    + " Runnable, one send a call, and AutoCloseable if it likes. --timeout is how long what its sends"
                    + " leave is waited for (default then: 10s).")
    private @Nullable String program;

    @Mixin
    UserClassPath userClassPath = new UserClassPath();

    @Spec
    private CommandSpec spec;

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (program != null) {
            return ownProgram(program);
        }
        if (list) {
            printList();
            return 0;
        }
        if (fetch) {
            return fetch();
        }
        List<Card> chosen = chosen();
        requireSane();
        if (port != null) {
            return serve(one(chosen, "--serve"), port);
        }
        if (profile) {
            return profile(one(chosen, "--profile"), claim());
        }
        Path folder = claim();
        console.printf(
                "%d demonstrations, two forms each, every form in a JVM of its own: about %d s%n",
                chosen.size(), SECONDS_EACH * chosen.size());
        int status = run(chosen, folder);
        if (all) {
            sayWhatIsNotFetched();
        }
        return status;
    }

    private int ownProgram(String className) throws IOException, InterruptedException {
        if (all || list || fetch || port != null || !names.isEmpty()) {
            throw new BadInputException("--program: give no NAME, --all, --list, --fetch or --serve with it");
        }
        requireSends(LEAST_OWN_SENDS);
        boolean told = spec.commandLine().getParseResult().hasMatchedOption("--timeout");
        Duration patience = told ? timeout : OWN_PATIENCE;
        if (patience.compareTo(MOST_OWN_PATIENCE) > 0) {
            throw new BadInputException(
                    "--timeout: " + DurationConverter.inWords(patience) + " are waited out with --program; give "
                            + DurationConverter.inWords(MOST_OWN_PATIENCE) + " or less");
        }
        ProgramReport report = new ProgramReport(className, sends, patience, console);
        if (!report.works()) {
            return Cli.GATE_FAILED;
        }
        Path folder = claim();
        return profile
                ? profiled(List.of("program", className, Long.toString(sends), "0", folder.toString()), MOST_PROFILED)
                : report.write(folder);
    }

    private void requireSends(long least) {
        if (sends < least) {
            throw new BadInputException(
                    "--sends: '" + sends + "' are too few for a verdict; give " + least + " or more");
        }
    }

    private int run(List<Card> chosen, Path folder) throws IOException, InterruptedException {
        Effort effort = new Effort(sends, timeout, Effort.QUICK.budget());
        Table table = Table.open(folder, Schema.LEAKS);
        Progress progress = new Progress(console, 2 * chosen.size());
        for (Card card : chosen) {
            List<Row> rows = new ArrayList<>();
            for (Form form : Form.values()) {
                progress.begin(card.name() + ", " + form.label());
                rows.add(attempt(card, form, effort));
                progress.end();
            }
            LeakStep.compare(card, rows.get(0), rows.get(1));
            table.addAll(rows);
        }
        progress.clear();
        return report(table.rows(), folder);
    }

    private Card one(List<Card> chosen, String option) {
        boolean plain = chosen.size() == 1
                && Demonstrations.named(chosen.get(0).name()).isPresent()
                && chosen.get(0).harm() != Harm.DEADLINE;
        if (!plain) {
            throw new BadInputException(
                    option + ": name one demonstration in plain Java that sends again and again, not "
                            + (chosen.size() == 1 ? "'" + chosen.get(0).name() + "'" : chosen.size() + " of them"));
        }
        return chosen.get(0);
    }

    private int serve(Card card, int served) throws IOException, InterruptedException {
        if (served < 1 || served > 65_535) {
            throw new BadInputException("--serve: '" + served + "' is no port; give one from 1 to 65535");
        }
        // Closed again at once: it only finds out, before a JVM is started, whether the port can be had.
        try (ServerSocket probe = new ServerSocket(served, 1, InetAddress.getLoopbackAddress())) {
            console.println("starting " + card.name() + ", port " + probe.getLocalPort());
        } catch (BindException e) {
            throw new EnvironmentException(
                    "port " + served + " is taken; name another: --serve " + (served == 65_535 ? 6_061 : served + 1),
                    e);
        }
        return profiled(List.of("serve", card.name(), Integer.toString(served), nanos(card)), FOR_EVER);
    }

    private int profile(Card card, Path folder) throws IOException, InterruptedException {
        console.println("running " + card.name() + " under a profiler: about 15 s");
        return profiled(
                List.of("profile", card.name(), Long.toString(sends), nanos(card), folder.toString()), MOST_PROFILED);
    }

    private String nanos(Card card) {
        return Long.toString(card.ownTimeout().orElse(timeout).toNanos());
    }

    private int profiled(List<String> arguments, Duration atMost) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(Jdk.current().quietFlags());
        options.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:FlightRecorderOptions=old-object-queue-size=2048"));
        if (Jdk.current().feature() >= 24) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        ChildJvm.End end = new ChildJvm(
                        Jdk.current(),
                        options,
                        System.getProperty("java.class.path"),
                        ProfileChild.class.getName(),
                        arguments)
                .run(atMost, console::println);
        if (!end.err().isBlank()) {
            System.err.println(end.err().strip());
        }
        if (!end.succeeded()) {
            throw new EnvironmentException("the JVM under the profiler " + end.inWords(), null);
        }
        return 0;
    }

    private Row attempt(Card card, Form form, Effort effort) throws IOException, InterruptedException {
        Optional<RealLibrary> real = RealLibrary.named(card.name());
        if (real.isEmpty()) {
            return new LeakStep(card, form, LeakStep.Host.own(), effort).run(AT_MOST);
        }
        Path folder = Files.createTempDirectory("afterglow-leak");
        Path source = real.get().unpack(folder);
        try {
            LeakStep.Host host = new LeakStep.Host(
                    Jdk.current(),
                    real.get().classPath(libraries, form).orElseThrow(),
                    source.toString(),
                    real.get().version(form));
            return new LeakStep(card, form, host, effort).run(AT_MOST);
        } finally {
            Files.delete(source);
            Files.delete(folder);
        }
    }

    private int report(List<Row> rows, Path folder) {
        TextTable table = new TextTable(
                "demonstration", "cause", "leaky", "fixed", "objects/send", "B/send", "or else", "as expected");
        List<Row> unexpected = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += 2) {
            Row leaky = rows.get(i);
            Row fixed = rows.get(i + 1);
            table.add(
                    leaky.text("demonstration"),
                    leaky.text("cause"),
                    verdict(leaky),
                    verdict(fixed),
                    pair(leaky, fixed, "objects_per_send", "%.2f"),
                    pair(leaky, fixed, "bytes_per_send", "%.0f"),
                    otherwise(leaky, fixed),
                    asExpected(leaky) && asExpected(fixed) ? "yes" : "NO");
            List.of(leaky, fixed).stream().filter(row -> !asExpected(row)).forEach(unexpected::add);
        }
        console.print(table);
        for (Row row : unexpected) {
            console.printf(
                    "%s, %s: %s where %s is declared%s%n",
                    row.text("demonstration"),
                    row.text("form"),
                    verdict(row),
                    row.text("expected"),
                    row.text("note").isEmpty() ? "" : "; " + row.text("note"));
        }
        console.println("objects and B that each send leaves: leaky -> fixed");
        console.println("written: " + folder.resolve(Schema.LEAKS.file()));
        return unexpected.isEmpty() ? 0 : Cli.GATE_FAILED;
    }

    private static boolean asExpected(Row row) {
        return row.text("as_expected").equals("yes");
    }

    private static String verdict(Row row) {
        return row.text("verdict").isEmpty() ? "died" : row.text("verdict");
    }

    private static String pair(Row leaky, Row fixed, String column, String format) {
        return leaky.number(column).isEmpty()
                ? ""
                : number(leaky, column, format) + " -> " + number(fixed, column, format);
    }

    /** A figure for people; {@code ?} if there is none. */
    static String number(Row row, String column, String format) {
        return row.number(column).isEmpty()
                ? "?"
                : String.format(Locale.ROOT, format, row.number(column).getAsDouble());
    }

    /** What a demonstration shows that is not about memory: the first of these that its leaky form has any of. */
    private static String otherwise(Row leaky, Row fixed) {
        Map<String, String> units = new LinkedHashMap<>();
        units.put("idle_cpu_percent", " % of a core");
        units.put("ns_per_send_at_64000", " ns at 64,000");
        units.put("threads_per_1000_sends", " threads/1,000 sends");
        units.put("wrong_target", " of the wrong send");
        units.put("early_ms", " ms early");
        units.put("never", " never");
        units.put("late_ms", " ms late");
        return units.entrySet().stream()
                .filter(unit -> leaky.number(unit.getKey()).orElse(0) > 0)
                .map(unit -> pair(leaky, fixed, unit.getKey(), "%.0f") + unit.getValue())
                .findFirst()
                .orElse(leaky.text("verdict").isEmpty() ? "" : leaky.text("note"));
    }

    private void printList() throws IOException {
        TextTable table = new TextTable("demonstration", "cause", "leaky is", "fixed is", "first source");
        for (Card card : cards().values()) {
            table.add(
                    card.name(),
                    card.cause(),
                    card.leakyInWords(),
                    card.fixed().label(),
                    card.sources().get(0));
        }
        console.print(table);
        sayWhatIsNotFetched();
    }

    private void sayWhatIsNotFetched() throws IOException {
        List<String> missing = new ArrayList<>();
        for (RealLibrary real : RealLibrary.all()) {
            if (!real.fetched(libraries)) {
                missing.add(real.card().name());
            }
        }
        if (!missing.isEmpty()) {
            console.printf(
                    "%d real libraries are not fetched, and were left out: %s%nto fetch them: %s%n",
                    missing.size(), String.join(", ", missing), Fetch.COMMAND);
        }
    }

    private int fetch() throws IOException, InterruptedException {
        console.println("fetching " + RealLibrary.all().size() + " real libraries, two versions each, to " + libraries);
        int status;
        try {
            status = Fetch.into(libraries);
        } catch (IOException e) {
            throw new EnvironmentException("the real libraries were not fetched: " + e.getMessage(), e);
        }
        sayWhatIsNotFetched();
        if (status != 0) {
            throw new EnvironmentException("mvn ended with status " + status + "; it needs a network", null);
        }
        return 0;
    }

    private static Map<String, Card> cards() {
        Map<String, Card> cards = new LinkedHashMap<>();
        Demonstrations.all().forEach(one -> cards.put(one.card().name(), one.card()));
        RealLibrary.all().forEach(one -> cards.put(one.card().name(), one.card()));
        return cards;
    }

    private List<Card> chosen() throws IOException {
        if (all && !names.isEmpty()) {
            throw new BadInputException("--all and '" + names.get(0) + "': give one or the other");
        }
        if (!all && names.isEmpty()) {
            throw new BadInputException("no demonstration is named; give NAMEs, --all or --list");
        }
        Map<String, Card> cards = cards();
        List<Card> chosen = new ArrayList<>();
        for (String name : all ? cards.keySet() : new LinkedHashSet<>(names)) {
            Card card = cards.get(name);
            if (card == null) {
                throw new BadInputException(
                        "unknown demonstration '" + name + "'; there are: " + String.join(", ", cards.keySet()));
            }
            Optional<RealLibrary> real = RealLibrary.named(name);
            if (real.isEmpty() || real.get().fetched(libraries)) {
                chosen.add(card);
            } else if (!all) {
                throw new EnvironmentException(
                        "'" + name + "' is not fetched (looked in " + libraries + "); to fetch it: " + Fetch.COMMAND,
                        null);
            }
        }
        return chosen;
    }

    private void requireSane() {
        requireSends(LEAST_SENDS);
        if (timeout.compareTo(LEAST_TIMEOUT) < 0) {
            throw new BadInputException("--timeout: " + timeout.toMillis()
                    + " ms pass before a verdict is found; give 1m or more (harmless-5ms shows the other end)");
        }
        if (timeout.compareTo(MOST_TIMEOUT) > 0) {
            throw new BadInputException("--timeout: " + timeout.toDays() + " days; give 365d or less");
        }
    }

    private Path claim() throws IOException {
        try {
            return RunFolder.claim(out == null ? RunFolder.fresh() : out);
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException("--out: '" + out + "' is not an empty folder; name another", e);
        }
    }
}
