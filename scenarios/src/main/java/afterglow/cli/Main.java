package afterglow.cli;

import afterglow.jvm.Relaunch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The command line of scenarios.jar: one subcommand for each verb. */
@Command(
        name = "scenarios.jar",
        description =
                "Measures what timeouts leave in the heap, and when they fire. Run: java -jar scenarios.jar COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListCommand.class,
            CheckCommand.class,
            RetentionCommand.class,
            OomCommand.class,
            TimelineCommand.class,
            AccuracyCommand.class,
            LeakCommand.class,
            WatchCommand.class,
        })
public final class Main {

    public static void main(String[] args) {
        Relaunch.haltWithParent();
        System.exit(Cli.of(new Main()).execute(args));
    }
}
