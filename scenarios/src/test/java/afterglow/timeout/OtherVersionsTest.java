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
import org.junit.jupiter.api.Test;

/** Each peer, in another version than ours that comes first on the class path, as a user's does. */
class OtherVersionsTest {

    private static final Path OTHER_VERSIONS = Path.of("target/other-version");

    @Test
    void shouldRunEachPeerInTheVersionThatComesFirst() throws IOException, InterruptedException {
        List<String> peers = Strategies.load().descriptors().stream()
                .filter(descriptor -> descriptor.family() == Family.PEER)
                .map(Descriptor::id)
                .toList();
        ChildJvm child = new ChildJvm(
                Jdk.current(),
                List.of(),
                OTHER_VERSIONS + "/*" + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                Playing.class.getName(),
                peers);

        ChildJvm.End end = child.run(Duration.ofMinutes(2));

        assertThat(end.succeeded()).as(end.inWords()).isTrue();
        assertThat(end.out().lines()).hasSameSizeAs(peers);
        try (Stream<Path> jars = Files.list(OTHER_VERSIONS)) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .containsAll(end.out()
                            .lines()
                            .map(library -> library.replace(' ', '-') + ".jar")
                            .toList());
        }
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
