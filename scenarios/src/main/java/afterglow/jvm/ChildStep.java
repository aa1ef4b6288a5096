package afterglow.jvm;

import afterglow.results.Row;
import afterglow.results.Schema;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One piece of work for a fresh JVM: named arguments go in, rows and other answers come back.
 *
 * @param options of its JVM, beside those that keep it silent
 * @param classPath ours, and a user's own
 * @param mainClass the name of a class whose main method calls {@link #serve}, or a file of source code
 * @param arguments by name; a duration is handed over in ns, an enum by its constant's name, all else as its text
 */
public record ChildStep(Jdk jdk, List<String> options, String classPath, String mainClass, Map<String, ?> arguments) {

    public ChildStep(Jdk jdk, List<String> options, String classPath, Class<?> mainClass, Map<String, ?> arguments) {
        this(jdk, options, classPath, mainClass.getName(), arguments);
    }

    @FunctionalInterface
    public interface Work {

        /** Prints lines of {@link Wire}; an {@link AbsentException} tells why there is no such work. */
        void run(Arguments asked, PrintStream out) throws Exception;
    }

    /** The arguments as the child sees them. An unknown name is a fault of the program. */
    public record Arguments(Map<String, String> values) {

        static Arguments of(String[] words) {
            return new Arguments(Arrays.stream(words)
                    .map(word -> word.split("=", 2))
                    .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1])));
        }

        public String text(String name) {
            return Optional.ofNullable(values.get(name))
                    .orElseThrow(() -> new IllegalArgumentException("there is no argument '" + name + "'"));
        }

        public long whole(String name) {
            return Long.parseLong(text(name));
        }

        public Duration duration(String name) {
            return Duration.ofNanos(whole(name));
        }

        public <E extends Enum<E>> E constant(String name, Class<E> type) {
            return Enum.valueOf(type, text(name));
        }
    }

    /**
     * What a child answered, and how it ended.
     *
     * @param lines those of {@link Wire}
     * @param atMost the time that it had
     */
    public record Answers(List<String> lines, ChildJvm.End end, Duration atMost) {

        public List<Row> rows(Schema schema) {
            return lines.stream()
                    .filter(line -> Wire.isRow(line, schema))
                    .map(line -> Wire.row(line, schema))
                    .toList();
        }

        /** The cells of the first line of a kind. */
        public Optional<List<String>> cells(String kind) {
            return lines.stream()
                    .filter(line -> Wire.is(line, kind))
                    .findFirst()
                    .map(Wire::cells);
        }

        /** What came of the step: made of the reason why there is no such work, or why it failed, or of the answers. */
        public <R> R result(Function<String, R> absent, Function<String, R> failed, Function<Answers, R> answered) {
            Optional<List<String>> absence = cells(Wire.ABSENT);
            if (end.timedOut()) {
                return failed.apply("did not end within " + atMost.toSeconds() + " s and was killed");
            }
            if (!end.succeeded()) {
                return failed.apply(end.inWords());
            }
            if (absence.isPresent()) {
                return absent.apply(absence.get().get(0));
            }
            return lines.isEmpty() ? failed.apply("ended without a result") : answered.apply(this);
        }
    }

    /** Runs it for so long at most; over that it is killed, and has failed. */
    public Answers run(Duration atMost) throws IOException, InterruptedException {
        // A strategy may print more than a heap holds, so what is no answer is dropped as it comes.
        return run(atMost, line -> {});
    }

    /** The same, and hands on each line that is no answer. */
    public Answers run(Duration atMost, Consumer<String> further) throws IOException, InterruptedException {
        List<String> words = arguments.entrySet().stream()
                .map(argument -> argument.getKey() + "=" + inWords(argument.getValue()))
                .toList();
        List<String> flags = new ArrayList<>(jdk.quietFlags());
        flags.addAll(options);
        List<String> lines = new ArrayList<>();
        ChildJvm.End end = new ChildJvm(jdk, flags, classPath, mainClass, words).run(atMost, line -> {
            if (Wire.isOurs(line)) {
                lines.add(line);
            } else {
                further.accept(line);
            }
        });
        return new Answers(List.copyOf(lines), end, atMost);
    }

    private static String inWords(Object value) {
        if (value instanceof Duration duration) {
            return Long.toString(duration.toNanos());
        }
        return value instanceof Enum<?> constant ? constant.name() : value.toString();
    }

    /** Does the work of a child with the arguments of its main method, and ends this JVM. */
    @SuppressWarnings("SystemExitOutsideMain") // a strategy's own threads must not keep a finished child alive
    public static void serve(String[] arguments, Work work) {
        ChildJvm.haltWithParent();
        // Notes have their figures as the CSV has them, whatever the machine's language.
        Locale.setDefault(Locale.ROOT);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int status = 0;
        try {
            work.run(Arguments.of(arguments), out);
        } catch (AbsentException e) {
            out.println(Wire.line(Wire.ABSENT, String.valueOf(e.getMessage())));
        } catch (Throwable e) {
            System.err.println(lastWords(e));
            status = 1;
        }
        System.exit(status);
    }

    /** What was thrown, in one line: the parent shows the last one. */
    private static String lastWords(Throwable e) {
        String what = e instanceof IllegalStateException && e.getMessage() != null ? e.getMessage() : e.toString();
        StackTraceElement[] trace = e.getStackTrace();
        String where = trace.length == 0 ? "" : " at " + trace[0];
        return (what + where).replaceAll("\\s+", " ");
    }
}
