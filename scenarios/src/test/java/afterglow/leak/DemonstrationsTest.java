package afterglow.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import afterglow.leak.real.RealLibrary;
import afterglow.leak.trial.LeakStep;
import afterglow.results.Row;
import afterglow.retention.Effort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DemonstrationsTest {

    private static final Effort SMALL = new Effort(20_000, Effort.DEFAULT_TIMEOUT, Duration.ofMillis(500));
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static Stream<Card> cards() {
        return Card.all().stream()
                .filter(card -> Demonstrations.named(card.name()).isPresent());
    }

    static Stream<Card> firstOfEachSymptom() {
        Set<List<?>> seen = new HashSet<>();
        return cards().filter(card -> seen.add(List.of(card.harm(), card.leaky(), card.fixed())));
    }

    static Stream<Card> others() {
        List<Card> first = firstOfEachSymptom().toList();
        return cards().filter(card -> !first.contains(card));
    }

    @Tag("whole")
    @ParameterizedTest
    @MethodSource("others")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldComeToTheVerdictsOfTheOthersToo(Card card) throws Exception {
        shouldComeToTheVerdictsThatItDeclares(card);
    }

    /** The two forms of a demonstration one after the other, and two demonstrations at a time: their JVMs mostly wait. */
    @ParameterizedTest
    @MethodSource("firstOfEachSymptom")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldComeToTheVerdictsThatItDeclares(Card card) throws Exception {
        Row leaky = row(card, Form.LEAKY);
        Row fixed = row(card, Form.FIXED);
        LeakStep.compare(card, leaky, fixed);
        for (Row row : List.of(leaky, fixed)) {
            assumeFalse(row.text("verdict").equals("unknown"), row.text("note"));
            assertThat(row.text("verdict"))
                    .as("%s of %s: %s", row.text("form"), card.name(), row.text("note"))
                    .isEqualTo(row.text("expected"));
            assertThat(row.text("as_expected")).as(row.text("note")).isEqualTo("yes");
        }
    }

    private static Row row(Card card, Form form) throws Exception {
        return new LeakStep(card, form, LeakStep.Host.own(), SMALL).run(PATIENCE);
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
        Row row = row(wrong, Form.LEAKY);
        assertThat(row.text("verdict")).isEqualTo("retains");
        assertThat(row.text("as_expected")).isEqualTo("no");
    }

    @Test
    void shouldSayWhyAFormHasNoVerdict() throws Exception {
        Card unknown = card("unknown", Symptom.RETAINS);
        Row row = row(unknown, Form.LEAKY);
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
