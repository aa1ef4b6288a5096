package afterglow.cli;

import afterglow.jvm.Jdk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options by which a command that measures in fresh JVMs is told what to measure, and on which JDK. */
final class Contestants {

    @Parameters(paramLabel = "STRATEGY", arity = "0..*", description = "ids; all of the registry if there are none")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--classpath", paramLabel = "PATH", description = "jars or folders with strategies of your own")
    private String classpath = "";

    @Option(
            names = "--jdk",
            paramLabel = "HOME",
            description = "the JDK to measure on; the one that runs this if not given")
    private @Nullable Path jdkHome;

    /**
     * What was chosen.
     *
     * @param ids of strategies that the JDK can run, each once
     */
    record Chosen(Jdk jdk, Plugins plugins, List<String> ids) {}

    /**
     * What the options choose.
     *
     * @throws BadInputException if there is no such JDK or class path
     * @throws afterglow.timeout.UnknownStrategyException if there is no such strategy, or the JDK is too old for it
     */
    Chosen choose() {
        Jdk jdk = jdk();
        Plugins plugins = Plugins.load(classpath);
        if (ids.isEmpty()) {
            return new Chosen(jdk, plugins, plugins.strategies().availableOn(jdk.feature()));
        }
        ids.forEach(id -> plugins.strategies().describeOn(jdk.feature(), id));
        return new Chosen(jdk, plugins, ids.stream().distinct().toList());
    }

    private Jdk jdk() {
        if (jdkHome == null) {
            return Jdk.current();
        }
        try {
            return Jdk.at(jdkHome);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("--jdk: " + e.getMessage(), e);
        }
    }
}
