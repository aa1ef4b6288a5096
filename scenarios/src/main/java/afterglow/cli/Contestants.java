package afterglow.cli;

import afterglow.jvm.Jdk;
import afterglow.timeout.Strategies;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options by which a command that measures in fresh JVMs is told what to measure, and on which JDK. */
final class Contestants {

    @Parameters(
            paramLabel = "STRATEGY",
            arity = "0..*",
            description = "Ids of strategies, as 'list' prints them (default: all).")
    private List<String> ids = List.of();

    @Mixin
    UserClassPath userClassPath = new UserClassPath();

    @Option(names = "--jdk", paramLabel = "HOME", description = "JDK to measure on (default: this one).")
    private Jdk jdk = Jdk.current();

    /** The strategies that the JDK can run, each once, and a line that names the libraries behind them, if there are any. */
    record Chosen(Jdk jdk, List<String> ids, String libraries) {}

    /** What the options choose; an UnknownStrategyException if the JDK has no such strategy. */
    Chosen choose() {
        Strategies strategies = Strategies.load();
        ids.forEach(id -> strategies.describeOn(jdk.feature(), id));
        List<String> chosen = ids.isEmpty()
                ? strategies.availableOn(jdk.feature())
                : ids.stream().distinct().toList();
        return new Chosen(jdk, chosen, libraries(strategies, chosen));
    }

    /** A line that names the versions of the libraries behind strategies; empty if there are none. */
    static String libraries(Strategies strategies, List<String> ids) {
        String libraries = strategies.librariesOf(ids);
        return libraries.isEmpty() ? "" : "Libraries: %s.%n".formatted(libraries);
    }
}
