package afterglow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list that JMH runs from; an annotation processor that did not run leaves it out and fails no build. */
class BenchmarkListTest {

    @Test
    void shouldListEveryBenchmarkOfThisPackage() throws IOException, URISyntaxException {
        String list;
        try (var stream = BroadcastBenchmark.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(stream).as("META-INF/BenchmarkList").isNotNull();
            list = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(benchmarkClasses())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(list).contains(name));
    }

    private static List<String> benchmarkClasses() throws IOException, URISyntaxException {
        Path classes = Path.of(BroadcastBenchmark.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.list(classes.resolve("afterglow/bench"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Benchmark.class"))
                    .map(name -> "afterglow.bench." + name.replace(".class", ""))
                    .toList();
        }
    }
}
