package afterglow.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** From which jars a program and all JVMs that it starts load a class: each of them writes down what it loads. */
public final class LoadedFrom {

    private static final Pattern LOADED = Pattern.compile("\\[class,load\\] ([\\w.$]+) source: (?:\\S*?)([^/\\s]*)/?$");

    private LoadedFrom() {}

    /**
     * Runs a main class of ours, which must succeed, and tells for each main class of a JVM that loaded the class from where.
     *
     * @param logs an empty folder
     */
    public static Map<String, Set<String>> jars(Path logs, String className, Class<?> mainClass, List<String> arguments)
            throws IOException, InterruptedException {
        ChildJvm child = new ChildJvm(
                Jdk.current(), List.of(), System.getProperty("java.class.path"), mainClass.getName(), arguments);
        Path said = logs.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(child.command()).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + logs + "/%p.log:tags:filecount=0");
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(arguments + " failed:\n" + Files.readString(said));
        }
        Map<String, Set<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                String main = null;
                for (String line : new ArrayList<>(Files.readAllLines(log))) {
                    Matcher loaded = LOADED.matcher(line);
                    if (loaded.find()) {
                        if (main == null && loaded.group(1).startsWith("afterglow.")) {
                            main = loaded.group(1);
                        }
                        if (loaded.group(1).equals(className)) {
                            found.computeIfAbsent(String.valueOf(main), unseen -> new TreeSet<>())
                                    .add(loaded.group(2));
                        }
                    }
                }
            }
        }
        return found;
    }
}
