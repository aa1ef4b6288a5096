package afterglow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

/** The list that JMH runs from; an annotation processor that did not run leaves it out and fails no build. */
class BenchmarkListTest {

    private static final String GIVEN = "[0-9]+ (subscribers|outstanding|storm|publishers)";

    @Test
    void shouldListEveryBenchmarkOfThisPackage() throws IOException, URISyntaxException {
        // By path, because the tests' own list comes first on the class path.
        String list = Files.readString(classes().resolve("META-INF/BenchmarkList"));
        assertThat(benchmarkClasses())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(list).contains(name));
    }

    @Test
    void shouldMakeOneRunOfEachPoint() throws Exception {
        for (String name : benchmarkClasses()) {
            Class<?> benchmark = Class.forName(name);
            // The relay gives the strategy and the size only.
            assertThat(Stream.concat(Stream.of(benchmark), Stream.of(benchmark.getDeclaredClasses()))
                            .flatMap(declaring -> Stream.of(declaring.getDeclaredFields())))
                    .filteredOn(field -> field.isAnnotationPresent(Param.class))
                    .extracting(field -> field.getAnnotation(Param.class).value().length + " " + field.getName())
                    .as(name)
                    .allMatch(values -> values.startsWith("1 ") || values.matches(GIVEN));
        }
    }

    private static List<String> benchmarkClasses() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(classes().resolve("afterglow/bench"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Benchmark.class"))
                    .map(name -> "afterglow.bench." + name.replace(".class", ""))
                    .toList();
        }
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(BroadcastBenchmark.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}
