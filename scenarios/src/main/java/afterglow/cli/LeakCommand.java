package afterglow.cli;

import afterglow.leak.Card;
import afterglow.leak.Demonstrations;
import afterglow.leak.Form;
import afterglow.leak.Harm;
import afterglow.leak.profile.PprofServer;
import afterglow.leak.real.RealLibrary;
import afterglow.leak.trial.LeakStep;
import afterglow.leak.trial.ProgramStep;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.Effort;
import afterglow.timeout.DaemonThreads;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code leak}: runs demonstrations of leaks that real projects shipped, each next to its fix. */
@Command(
        name = "leak",
        sortOptions = false,
        description = {
            "Runs leaks that real projects shipped, each beside its fixed form, both in fresh JVMs, and shows what each send"
                    + " leaves behind.",
            "",
            "With --program, tests a class of yours. Exit 1 if a verdict is not the declared one, or your program has a"
                    + " fault. What cannot be judged, as on a busy machine, is unknown, and does not count as a fault."
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
            "  java -jar scenarios.jar leak --classpath 'app.jar:lib/*' --program com.acme.SendOnce"
        })
public final class LeakCommand implements Callable<Integer> {

    private static final Duration LEAST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration MOST_TIMEOUT = Duration.ofDays(365);
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final int SECONDS_EACH = 5;
    private static final long LEAST_SENDS = 1_000;
    private static final Duration OWN_PATIENCE = Duration.ofSeconds(10);
    private static final Duration MOST_OWN_PATIENCE = Duration.ofMinutes(10);

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Demonstrations, as --list prints them.")
    private List<String> names = List.of();

    @Option(
            names = "--all",
            description = "Runs all of them, and the real libraries that were fetched: about 5 minutes.")
    private boolean all;

    @Option(
            names = "--list",
            description = "Prints the demonstrations, their causes and expected verdicts; runs nothing.")
    private boolean list;

    @Option(
            names = "--sends",
            paramLabel = "N",
            defaultValue = "" + Effort.DEFAULT_SENDS,
            description =
                    "Most sends in each series, 1000 or more, with --program 100 or more (default: ${DEFAULT-VALUE}).")
    private long sends;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "3m",
            description = "Timeout of each send, 1m or more, such as 90s, 3m or 12h (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Effort.DEFAULT_TIMEOUT;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for leaks.csv, new or empty (default: results/<time>-jdk<N>).")
    private @Nullable Path out;

    @Option(
            names = "--libraries",
            paramLabel = "DIR",
            description = "Folder of the fetched libraries (default: scenarios/target/real-libraries).")
    private Path libraries = RealLibrary.FETCHED;

    @Option(
            names = "--fetch",
            description = "Downloads the real libraries, faulty and fixed versions, with mvn; runs nothing.")
    private boolean fetch;

    @Option(
            names = "--profile",
            description =
                    "Runs the leaky form of one NAME, or the --program, under a profiler: flame graphs of what is allocated"
                            + " and of what stays, and the retained bytes by method.")
    private boolean profile;

    @Option(
            names = "--serve",
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = "" + PprofServer.DEFAULT_PORT,
            description =
                    "Runs the leaky form of one NAME and serves its profiles at http://127.0.0.1:PORT/debug/pprof/, for go"
                            + " tool pprof (default port: ${FALLBACK-VALUE}).")
    private @Nullable Integer port;

    @Option(
            names = "--program",
            paramLabel = "CLASS",
            description =
                    "Tests a class of yours: a public Runnable with a public constructor without arguments; each call of"
                            + " run is one send. It may be AutoCloseable. --timeout is then the longest wait until what its"
                            + " sends leave behind is freed (default: 10s).")
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
            Card card = one(chosen, "--serve");
            if (port < 1 || port > 65_535) {
                throw new BadInputException("--serve: '" + port + "' is not a port; give one from 1 to 65535");
            }
            new LeakProfile(console).serve(card.name(), port, card.ownTimeout().orElse(timeout));
            return 0;
        }
        if (profile) {
            Card card = one(chosen, "--profile");
            Path folder = Cli.claim(out, "name another");
            console.println("running " + card.name() + " under a profiler: about 15 s");
            new LeakProfile(console)
                    .ofDemonstration(card.name(), sends, card.ownTimeout().orElse(timeout), folder);
            return 0;
        }
        Path folder = Cli.claim(out, "name another");
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
        requireSends(ProgramStep.LEAST_SENDS);
        boolean told = spec.commandLine().getParseResult().hasMatchedOption("--timeout");
        Duration patience = told ? timeout : OWN_PATIENCE;
        if (patience.compareTo(MOST_OWN_PATIENCE) > 0) {
            throw new BadInputException("--timeout: " + DurationConverter.inWords(patience)
                    + " is too long with --program; give " + DurationConverter.inWords(MOST_OWN_PATIENCE) + " or less");
        }
        ProgramReport report = new ProgramReport(className, sends, patience, console);
        if (!report.works()) {
            return Cli.GATE_FAILED;
        }
        Path folder = Cli.claim(out, "name another");
        return profile ? new LeakProfile(console).ofProgram(className, sends, folder) : report.write(folder);
    }

    private void requireSends(long least) {
        if (sends < least) {
            throw new BadInputException(
                    "--sends: '" + sends + "' is too few for a verdict; give " + least + " or more");
        }
    }

    private int run(List<Card> chosen, Path folder) throws IOException, InterruptedException {
        Effort effort = new Effort(sends, timeout, Effort.QUICK.budget());
        Table table = Table.open(folder, Schema.LEAKS);
        Progress progress = new Progress(console, chosen.size());
        for (Card card : chosen) {
            progress.begin(card.name());
            table.addAll(rows(card, effort));
            progress.end();
        }
        progress.clear();
        boolean asDeclared = LeakTable.print(table.rows(), console);
        console.println("written: " + folder.resolve(Schema.LEAKS.file()));
        return asDeclared ? 0 : Cli.GATE_FAILED;
    }

    /** The rows of both forms: side by side where they are counted, one after the other where they are timed. */
    private List<Row> rows(Card card, Effort effort) throws IOException, InterruptedException {
        Optional<RealLibrary> real = RealLibrary.named(card.name());
        List<Callable<Row>> steps = new ArrayList<>();
        for (Form form : Form.values()) {
            LeakStep.Host host =
                    real.isEmpty() ? LeakStep.Host.own() : real.get().host(libraries, form);
            steps.add(() -> new LeakStep(card, form, host, effort).run(AT_MOST));
        }
        int atOnce = card.harm().isCounted() ? Runtime.getRuntime().availableProcessors() : 1;
        ExecutorService forms = Executors.newFixedThreadPool(atOnce, DaemonThreads.named("form"));
        try {
            List<Row> rows = new ArrayList<>();
            for (Future<Row> row : forms.invokeAll(steps)) {
                rows.add(row.get());
            }
            LeakStep.compare(card, rows.get(0), rows.get(1));
            return rows;
        } catch (ExecutionException e) {
            throw new IOException(card.name() + ": " + e.getCause().getMessage(), e);
        } finally {
            forms.shutdownNow();
        }
    }

    private Card one(List<Card> chosen, String option) {
        boolean plain = chosen.size() == 1
                && Demonstrations.named(chosen.get(0).name()).isPresent()
                && chosen.get(0).harm() != Harm.DEADLINE;
        if (!plain) {
            throw new BadInputException(option
                    + ": name one demonstration that needs only the JDK and whose harm is not a missed deadline, not "
                    + (chosen.size() == 1 ? "'" + chosen.get(0).name() + "'" : chosen.size() + " of them"));
        }
        return chosen.get(0);
    }

    private void printList() throws IOException {
        TextTable table = new TextTable("demonstration", "cause", "leaky is", "fixed is", "first source");
        for (Card card : Card.all()) {
            String fixed = card.fixed().label();
            String source = card.sources().get(0);
            table.add(card.name(), card.cause(), card.leakyInWords(), fixed, source);
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
                    "%d real libraries were left out, because they are not fetched: %s%nto fetch them: %s%n",
                    missing.size(), String.join(", ", missing), RealLibrary.FETCH);
        }
    }

    private int fetch() throws IOException, InterruptedException {
        console.println("fetching " + RealLibrary.all().size() + " real libraries, two versions each, to " + libraries
                + ", unless they are there");
        int status;
        try {
            status = RealLibrary.fetch(libraries);
        } catch (IOException e) {
            throw new EnvironmentException("the real libraries were not fetched: " + e.getMessage(), e);
        }
        sayWhatIsNotFetched();
        if (status != 0) {
            throw new EnvironmentException("mvn ended with status " + status + "; it needs a network", null);
        }
        console.println("They are there; to run them: java -jar scenarios.jar leak --all");
        return 0;
    }

    private List<Card> chosen() throws IOException {
        if (all && !names.isEmpty()) {
            throw new BadInputException("--all and '" + names.get(0) + "': give one or the other");
        }
        if (!all && names.isEmpty()) {
            throw new BadInputException("no demonstration is named; give NAMEs, --all or --list");
        }
        List<String> known = Card.all().stream().map(Card::name).toList();
        List<Card> chosen = new ArrayList<>();
        for (String name : all ? known : new LinkedHashSet<>(names)) {
            if (!known.contains(name)) {
                throw new BadInputException(
                        "unknown demonstration '" + name + "'; there are: " + String.join(", ", known));
            }
            Optional<RealLibrary> real = RealLibrary.named(name);
            if (real.isEmpty() || real.get().fetched(libraries)) {
                chosen.add(Card.named(name));
            } else if (!all) {
                throw new EnvironmentException(
                        "'" + name + "' is not fetched (looked in " + libraries + "); to fetch it: "
                                + RealLibrary.FETCH,
                        null);
            }
        }
        return chosen;
    }

    private void requireSane() {
        requireSends(LEAST_SENDS);
        if (timeout.compareTo(LEAST_TIMEOUT) < 0) {
            throw new BadInputException("--timeout: " + DurationConverter.inWords(timeout)
                    + " is too short for a verdict; give 1m or more (harmless-5ms demonstrates a short timeout)");
        }
        if (timeout.compareTo(MOST_TIMEOUT) > 0) {
            throw new BadInputException(
                    "--timeout: " + DurationConverter.inWords(timeout) + " is longer than a year; give 8760h or less");
        }
    }
}
