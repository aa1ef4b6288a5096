package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import io.netty.util.HashedWheelTimer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run with another version of a library, of which every JVM writes down what it loads from where. */
class OtherVersionTest {

    private static final String VERSION = "9.9.9";
    private static final String LOADED = "[class,load] " + HashedWheelTimer.class.getName() + " source: ";

    @TempDir
    private Path folder;

    @Tag("whole")
    @Test
    void shouldMeasureTheUsersVersionAndRecordIt() throws Exception {
        Path jar = otherVersion();
        Path run = folder.resolve("run");

        run(
                "--classpath",
                jar.toString(),
                "--strategies",
                "none,netty-wheel",
                "--points",
                "arm:0",
                "--generations",
                "1",
                "--out",
                run.toString());

        Set<String> measuring = new HashSet<>();
        try (Stream<Path> logs = Files.list(folder)) {
            for (Path log :
                    logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                List<String> lines = Files.readAllLines(log);
                List<String> loaded =
                        lines.stream().filter(line -> line.contains(LOADED)).toList();
                assertThat(loaded).allSatisfy(line -> assertThat(line).endsWith("/" + jar.getFileName()));
                if (!loaded.isEmpty()) {
                    measuring.add(lines.stream()
                            .filter(line -> line.contains("] afterglow."))
                            .findFirst()
                            .map(line -> line.replaceFirst(".*] (\\S+) .*", "$1"))
                            .orElseThrow());
                }
            }
        }
        assertThat(measuring)
                .contains(
                        "afterglow.relay.RelayChild",
                        "afterglow.retention.RetentionChild",
                        "afterglow.contract.DeadlinesStep");
        assertThat(Table.read(run, Schema.ENVIRONMENT))
                .anySatisfy(row -> assertThat(row.text("key") + " " + row.text("value"))
                        .isEqualTo("libraries netty-wheel=netty-common " + VERSION));
        assertThat(Table.read(run, Schema.VERDICTS))
                .extracting((Row row) -> row.text("strategy") + " " + row.text("library"))
                .contains("netty-wheel netty-common " + VERSION);
        assertThat(folder.resolve("said.txt")).content().contains("Libraries: netty-common " + VERSION + ".");

        assertThat(RecordedPlan.read(run).value("libraries")).isEqualTo("netty-wheel=netty-common " + VERSION);
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        ChildJvm child = new ChildJvm(
                Jdk.current(),
                List.of(),
                System.getProperty("java.class.path"),
                Main.class.getName(),
                List.of(arguments));
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(child.command()).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + folder + "/%p.log:tags:filecount=0");
        Process process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0).as(Files.readString(said)).isTrue();
    }

    /** Ours, under another version. */
    private Path otherVersion() throws Exception {
        Path ours = Path.of(HashedWheelTimer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = folder.resolve("netty-common-" + VERSION + ".jar");
        try (JarFile from = new JarFile(ours.toFile());
                JarOutputStream to = new JarOutputStream(Files.newOutputStream(jar))) {
            for (JarEntry entry : Collections.list(from.entries())) {
                to.putNextEntry(new JarEntry(entry.getName()));
                if (entry.getName().endsWith("/netty-common/pom.properties")) {
                    to.write(("groupId=io.netty\nartifactId=netty-common\nversion=" + VERSION + "\n")
                            .getBytes(StandardCharsets.UTF_8));
                } else {
                    try (InputStream in = from.getInputStream(entry)) {
                        in.transferTo(to);
                    }
                }
            }
        }
        return jar;
    }
}
