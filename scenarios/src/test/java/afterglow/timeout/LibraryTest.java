package afterglow.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LibraryTest {

    private final Strategies strategies = Strategies.load();

    /** Tests run on the libraries' own jars, what is released on ours, for which the build writes a list. */
    @Test
    void shouldFindInTheJarsWhatTheBuildWrote() throws IOException {
        Properties built = new Properties();
        try (InputStream in = Library.class.getResourceAsStream("libraries.properties")) {
            built.load(in);
        }
        List<String> found = strategies.descriptors().stream()
                .map(descriptor -> strategies.libraryOf(descriptor.id()))
                .filter(library -> !library.isEmpty())
                .distinct()
                .toList();
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        built.values().stream().map(String::valueOf).toList());
    }

    @Test
    void shouldTellTheLibraryBehindADecoratedStrategy() {
        assertThat(strategies.libraryOf("offer-first(netty-wheel)"))
                .isEqualTo(strategies.libraryOf("netty-wheel-default"))
                .startsWith("netty-common 4.");
        assertThat(strategies.librariesOf(List.of("none", "wheel", "reused"))).isEmpty();
    }

    @Test
    void shouldNameAFolderOfClassesByItself() {
        assertThat(Library.of(LibraryTest.class)).isEqualTo("test-classes");
    }
}
