package afterglow.cli;

import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.watch.Arms;
import afterglow.watch.LiveJvm;
import afterglow.watch.Outlook;
import afterglow.watch.Sighting;
import afterglow.watch.Watch;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code watch}: which timers pile up in a live JVM, and what code arms them. */
@Command(
        name = "watch",
        sortOptions = false,
        description = {
            "Watches the timers of a running JVM: how many live, how often and by which code they are armed, and whether"
                    + " they level off. Without PID: lists the JVMs.",
            "",
            "Exit 0: no timers, their number is level, no more are armed, or they will fit the heap; 1: they pile up or will not"
                    + " fit; 2: bad input; 3: cannot attach; 4: cannot tell."
        },
        footer = {
            "",
            "Examples:",
            "  java -jar scenarios.jar watch",
            "  java -jar scenarios.jar watch 4711",
            "  java -jar scenarios.jar watch --deadlines --seconds 120 --yes --csv soak 4711 || exit 1"
        })
public final class WatchCommand implements Callable<Integer> {

    /** Whether they pile up could not be told. */
    public static final int CANNOT_TELL = 4;

    /** Of a heap of small objects; ZGC takes up to twice as long. */
    private static final double COLLECTED_SECONDS_PER_GB = 1.5;

    private static final double COUNTED_SECONDS_PER_GB = 0.5;
    private static final double WITHOUT_ASKING_SECONDS = 1;

    @Parameters(arity = "0..1", paramLabel = "PID", description = "Process id, from the list of JVMs.")
    private @Nullable Long pid;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "25",
            description = "Seconds from the first count to the second, 10 or more (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--deadlines",
            description =
                    "Also reads the queues of schedulers and Timers, to tell how many tasks are cancelled and at what number"
                            + " the timers level off. This loads a small agent, whose class stays in the JVM.")
    private boolean deadlines;

    @Option(
            names = "--no-gc",
            description =
                    "Counts without a full collection. Garbage is counted too, so the counts are upper bounds, and timers"
                            + " held outside a queue are not found.")
    private boolean noGc;

    @Option(names = "--yes", description = "Continues although each count may stop the JVM for more than a second.")
    private boolean yes;

    @Option(names = "--csv", paramLabel = "DIR", description = "Adds rows to watch.csv in this folder.")
    private @Nullable Path csv;

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException {
        if (seconds < 10 || seconds > 86_400) {
            throw new BadInputException("--seconds: " + seconds + " is not between 10 and 86400");
        }
        if (pid == null) {
            console.println("JVMs of this user; name one of them by its process id:");
            VirtualMachine.list().forEach(one -> console.println(TextTable.plain(one.id() + " " + one.displayName())));
            return Cli.BAD_INPUT;
        }
        // Before the JVM is touched, so that nothing is measured in vain.
        if (csv != null) {
            Table.open(Files.createDirectories(csv), Schema.WATCH).addAll(List.of());
        }
        List<Sighting> sightings;
        try (LiveJvm jvm = attach(pid)) {
            announce(jvm);
            sightings = new Watch(jvm, Duration.ofSeconds(seconds), !noGc, deadlines, console::println).run();
        } catch (IOException e) {
            console.println("process " + pid + " ended while it was watched, or does not answer: cannot tell; "
                    + e.getMessage());
            return CANNOT_TELL;
        } catch (InterruptedException e) {
            // Ctrl-C: this JVM is about to end.
            return CANNOT_TELL;
        }
        show(sightings);
        if (csv != null) {
            // Read again: meanwhile another watch may have added its rows.
            Table.open(csv, Schema.WATCH)
                    .addAll(sightings.stream().map(this::row).toList());
        }
        List<Outlook> outlooks = sightings.stream().map(Sighting::outlook).toList();
        if (outlooks.stream().anyMatch(Outlook::guilty)) {
            return Cli.GATE_FAILED;
        }
        return outlooks.stream().anyMatch(Outlook::open) ? CANNOT_TELL : 0;
    }

    private static LiveJvm attach(long pid) {
        try {
            return LiveJvm.attach(pid);
        } catch (IOException e) {
            throw new EnvironmentException(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("PID: " + e.getMessage(), e);
        }
    }

    private void announce(LiveJvm jvm) throws IOException {
        double gigabytes = jvm.usedBytes() / (double) (1 << 30);
        double pause = gigabytes * (noGc ? COUNTED_SECONDS_PER_GB : COLLECTED_SECONDS_PER_GB);
        console.printf(
                """
                process %d: counts its objects twice%s, %d s apart; each count stops it for up to about %.1f s (%.2f GB in use).\
                 Between the counts async-profiler traces the code that arms timers, for some seconds; each traced arm\
                 costs 1 to 4 us%s.
                What stays in the process: the thread Attach Listener and async-profiler's library%s. From JDK 21 on the\
                 process prints a warning of this to its standard error.
                """,
                pid,
                noGc ? "" : ", after a full collection each",
                seconds,
                pause,
                gigabytes,
                deadlines ? "; an agent reads the queues twice" : "",
                deadlines ? ", the class afterglow.watch.QueueAgent and three packages opened to it" : "");
        if (pause > WITHOUT_ASKING_SECONDS && !yes) {
            throw new BadInputException(
                    "PID: each count may stop process %d for about %.1f s; give --yes to accept this"
                                    .formatted(pid, pause)
                            + (noGc ? "" : ", or --no-gc for shorter counts, which are upper bounds"));
        }
    }

    private void show(List<Sighting> sightings) {
        if (sightings.isEmpty()) {
            console.println("clean: fewer than 100 timers of each known kind");
            return;
        }
        TextTable table = new TextTable(
                "timer", "library", "live", "MB", "arms/s", "growth/s", "stay s", "cancelled %", "verdict");
        for (Sighting seen : sightings) {
            Outlook outlook = seen.outlook();
            table.add(
                    seen.timer().simpleName(),
                    seen.timer().library(),
                    (seen.exact() ? "" : "<") + seen.after(),
                    number(seen.bytes() / 1e6, ""),
                    number(seen.arms().perSecond(), "unknown"),
                    number(seen.growth(), ""),
                    number(outlook.staySeconds(), ""),
                    number(100 * seen.cancelledShare(), ""),
                    outlook.trend().label());
        }
        console.print(table);
        for (Sighting seen : sightings) {
            Outlook outlook = seen.outlook();
            console.printf(
                    "%n%s: %s; %s%n", seen.timer().name(), outlook.trend().label(), TextTable.plain(outlook.because()));
            for (Arms.Stack stack : seen.arms().stacks()) {
                console.printf("  %3.0f %% armed at %s%n", 100 * stack.share(), TextTable.plain(stack.line()));
                stack.frames().forEach(frame -> console.println(TextTable.plain("        " + frame)));
            }
            if (!outlook.advice().isEmpty()) {
                console.println("It is " + seen.timer().meaning() + ". " + outlook.advice());
            }
        }
    }

    private static String number(double value, String unknown) {
        return Double.isNaN(value) ? unknown : (Math.abs(value) < 100 ? "%.1f" : "%.0f").formatted(value);
    }

    private Row row(Sighting seen) {
        Outlook outlook = seen.outlook();
        return Row.of(Schema.WATCH)
                .set("time_utc", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .set("pid", pid == null ? 0 : pid)
                .set("seconds", seen.seconds())
                .set("class", seen.timer().name())
                .set("live", seen.after())
                .set("exact", seen.exact() ? "yes" : "no")
                .set("bytes", seen.bytes())
                .set("arms_per_s", seen.arms().perSecond())
                .set("growth_per_s", seen.growth())
                .set("stay_s", outlook.staySeconds())
                .set("cancelled_percent", 100 * seen.cancelledShare())
                .set("level", outlook.level())
                .set("level_in_s", outlook.levelSeconds())
                .set("fits", Double.isNaN(outlook.level()) ? "" : outlook.fits() ? "yes" : "no")
                .set("verdict", outlook.trend().label())
                .set("armed_at", seen.arms().line())
                .set("note", outlook.because());
    }
}
