package afterglow.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.broadcast.Rehearsal;
import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each peer, in another version than ours that comes first on the class path, as a user's does. */
class OtherVersionsTest {

    private static final Path OTHER_VERSIONS = Path.of("target/other-version");

    @Test
    void shouldRunEachPeerInTheVersionThatComesFirst() throws IOException, InterruptedException {
        assertThat(jars()).extracting(OtherVersionsTest::name).containsAll(used(OTHER_VERSIONS + "/*"));
    }

    /** A user brings one jar, and the libraries that it needs stay ours. */
    @Tag("whole")
    @ParameterizedTest
    @MethodSource("independentJars")
    void shouldRunEachPeerWhereOneLibraryIsOfAnotherVersion(Path jar) throws IOException, InterruptedException {
        assertThat(used(jar.toString())).isNotEmpty();
    }

    /** Kafka's two jars are used in one version: up to 4.3 the one needs a class of the other that 4.4 has elsewhere. */
    static List<Path> independentJars() throws IOException {
        return jars().stream()
                .filter(jar -> !name(jar).startsWith("kafka-server-common"))
                .toList();
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> jars = Files.list(OTHER_VERSIONS)) {
            return jars.sorted().toList();
        }
    }

    private static String name(Path jar) {
        return jar.getFileName().toString();
    }

    /** The jars behind the peers, each of which has played its part beside what comes first on the class path. */
    private static List<String> used(String first) throws IOException, InterruptedException {
        List<String> peers = Strategies.load().descriptors().stream()
                .filter(descriptor -> descriptor.family() == Family.PEER)
                .map(Descriptor::id)
                .toList();
        ChildJvm child = new ChildJvm(
                Jdk.current(),
                List.of(),
                first + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                Playing.class.getName(),
                peers);

        ChildJvm.End end = child.run(Duration.ofMinutes(2));

        assertThat(end.succeeded()).as(end.inWords()).isTrue();
        assertThat(end.out().lines()).hasSameSizeAs(peers);
        return end.out()
                .lines()
                .map(library -> library.replace(' ', '-') + ".jar")
                .toList();
    }

    /** Plays the script that comes before each measurement with the strategies of its arguments, and prints their libraries. */
    static final class Playing {

        private Playing() {}

        public static void main(String[] ids) throws Exception {
            ChildJvm.haltWithParent();
            Strategies strategies = Strategies.load();
            for (String id : ids) {
                try (TimeoutStrategy strategy = strategies.create(id)) {
                    Rehearsal.play(strategy, strategies.describe(id));
                }
                System.out.println(strategies.libraryOf(id));
            }
        }
    }
}
