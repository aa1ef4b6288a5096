package afterglow.cli;

import afterglow.results.Table;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows every strategy: what it is, since when, and what it promises. */
@Command(
        name = "list",
        description = "Lists the strategies: id, family, first JDK, what each promises, and a description.",
        footer = {"", "Example: java -jar scenarios.jar list --csv > strategies.csv"})
final class ListCommand implements Callable<Integer> {

    @Option(names = "--csv", description = "Prints CSV with a header.")
    private boolean csv;

    @Mixin
    UserClassPath userClassPath = new UserClassPath();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Descriptor> descriptors = Strategies.load().descriptors();
        PrintWriter out = spec.commandLine().getOut();
        out.print(csv ? csv(descriptors) : table(descriptors));
        out.flush();
        return 0;
    }

    private static String table(List<Descriptor> descriptors) {
        TextTable table = new TextTable("strategy", "family", "JDK", "promises", "description");
        for (Descriptor one : descriptors) {
            table.add(
                    one.id(),
                    one.family().label(),
                    one.firstJdk() + (one.available() ? "" : " (not here)"),
                    promises(one),
                    one.summary());
        }
        return table.toString();
    }

    private static String promises(Descriptor one) {
        List<String> words = new ArrayList<>();
        words.add(one.retention().label());
        words.add(one.faults().isEmpty() ? "on time" : "admits " + one.faultLabels());
        if (!one.granularity().isZero()) {
            words.add("granularity " + millis(one.granularity()) + " ms");
        }
        return String.join(", ", words);
    }

    private static String csv(List<Descriptor> descriptors) throws IOException {
        List<String> header = List.of(
                "strategy", "family", "first_jdk", "available", "retention", "faults", "granularity_ms", "summary");
        Stream<List<String>> rows = descriptors.stream()
                .map(one -> List.of(
                        one.id(),
                        one.family().label(),
                        Integer.toString(one.firstJdk()),
                        Boolean.toString(one.available()),
                        one.retention().label(),
                        one.faultLabels(),
                        millis(one.granularity()),
                        one.summary()));
        return Table.csv(Stream.concat(Stream.of(header), rows));
    }

    private static String millis(Duration duration) {
        return "%.3f".formatted(duration.toNanos() / 1e6).replaceAll("\\.?0+$", "");
    }
}
