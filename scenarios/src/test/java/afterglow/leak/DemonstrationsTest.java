package afterglow.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import afterglow.leak.real.RealLibrary;
import afterglow.leak.trial.LeakStep;
import afterglow.results.Row;
import afterglow.retention.Effort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DemonstrationsTest {

    private static final Effort SMALL = new Effort(20_000, Effort.DEFAULT_TIMEOUT, Duration.ofMillis(500));
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static Stream<Card> cards() {
        return Demonstrations.all().stream().map(Demonstration::card);
    }

    @ParameterizedTest
    @MethodSource("cards")
    void shouldComeToTheVerdictsThatItDeclares(Card card) {
        CompletableFuture<Row> other = CompletableFuture.supplyAsync(() -> row(card, Form.FIXED));
        Row leaky = row(card, Form.LEAKY);
        Row fixed = other.join();
        LeakStep.compare(card, leaky, fixed);
        for (Row row : List.of(leaky, fixed)) {
            assumeFalse(row.text("verdict").equals("unknown"), row.text("note"));
            assertThat(row.text("verdict"))
                    .as("%s of %s: %s", row.text("form"), card.name(), row.text("note"))
                    .isEqualTo(row.text("expected"));
            assertThat(row.text("as_expected")).as(row.text("note")).isEqualTo("yes");
        }
    }

    private static Row row(Card card, Form form) {
        try {
            return new LeakStep(card, form, LeakStep.Host.own(), SMALL).run(PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldHaveADifferentNameEachAndEighteenCauses() {
        assertThat(cards().map(Card::name)).doesNotHaveDuplicates().first().isEqualTo("time-after");
        assertThat(cards().map(Card::cause).distinct()).hasSizeGreaterThanOrEqualTo(18);
    }

    @Test
    void shouldHaveAProgramForEachCard() {
        Stream<Card> real = RealLibrary.all().stream().map(RealLibrary::card);
        assertThat(Card.all())
                .containsExactlyElementsOf(Stream.concat(cards(), real).toList());
    }

    private static Card card(String name, Symptom leaky) {
        return new Card(
                name, "none", Harm.MEMORY, leaky, Symptom.CLEAN, List.of("a"), Optional.empty(), 1, Optional.empty());
    }

    @Test
    void shouldSayWhenAFormIsNotAsDeclared() throws Exception {
        Card wrong = card("cancelled-queued", Symptom.CLEAN);
        Row row = new LeakStep(wrong, Form.LEAKY, LeakStep.Host.own(), SMALL).run(PATIENCE);
        assertThat(row.text("verdict")).isEqualTo("retains");
        assertThat(row.text("as_expected")).isEqualTo("no");
    }

    @Test
    void shouldSayWhyAFormHasNoVerdict() throws Exception {
        Card unknown = card("unknown", Symptom.RETAINS);
        Row row = new LeakStep(unknown, Form.LEAKY, LeakStep.Host.own(), SMALL).run(PATIENCE);
        assertThat(row.text("verdict")).isEmpty();
        assertThat(row.text("as_expected")).isEqualTo("no");
        assertThat(row.text("note")).contains("its JVM ended with status 1");
    }

    @Test
    void shouldHoldAFixThatRetainsLessToItsShare() {
        Card card = Card.named("captured-payload");
        Row leaky = rowOf(1_000);
        Row fixed = rowOf(500);
        LeakStep.compare(card, leaky, fixed);
        assertThat(fixed.text("as_expected")).isEqualTo("no");
    }

    @Test
    void shouldTellOfEachOnThePage() throws Exception {
        String page = Files.readString(Path.of("..", "LEAKS.md"));
        Stream<String> names = Stream.concat(cards(), RealLibrary.all().stream().map(RealLibrary::card))
                .map(Card::name);
        assertThat(names)
                .allMatch(name ->
                        Pattern.compile("[|, `]" + name + "[,` ]").matcher(page).find());
    }

    private static Row rowOf(long bytes) {
        return Row.of(afterglow.results.Schema.LEAKS)
                .set("bytes_per_send", bytes)
                .set("as_expected", "yes");
    }

    @Test
    void shouldNameItsSources() {
        Stream.concat(cards(), RealLibrary.all().stream().map(RealLibrary::card))
                .forEach(card -> {
                    assertThat(card.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
                    assertThat(card.sources())
                            .as(card.name())
                            .isNotEmpty()
                            .allMatch(source -> source.matches("https://(github\\.com/[^/]+/[^/]+/(issues|pull)/\\d+"
                                    + "|bugs\\.openjdk\\.org/browse/JDK-\\d+)"));
                });
    }
}
