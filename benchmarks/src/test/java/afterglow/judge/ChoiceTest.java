package afterglow.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rule of the picks. */
class ChoiceTest {

    @Test
    void shouldFindTheFastest() {
        assertThat(choice(0, 0.05, 0.3, 0.05)).isEqualTo(new Choice(Choice.Decision.FASTEST, List.of(0)));
    }

    @Test
    void shouldFindEquals() {
        assertThat(choice(0, 0.02, 0.01, 0.02, 0.5, 0.02)).isEqualTo(new Choice(Choice.Decision.EQUAL, List.of(0, 1)));
    }

    @Test
    void shouldCallEqualWhatIsKnownToBeALittleAbove() {
        assertThat(choice(0, 0.01, 0.05, 0.01)).isEqualTo(new Choice(Choice.Decision.EQUAL, List.of(0, 1)));
    }

    @Test
    void shouldNotDecideWhatMayBeFarOff() {
        assertThat(choice(0, 0.1, 0.1, 0.1, 1, 0.1)).isEqualTo(new Choice(Choice.Decision.UNDECIDED, List.of(0, 1)));
    }

    @Test
    void shouldTakeTheOnlyOne() {
        assertThat(choice(3, 2)).isEqualTo(new Choice(Choice.Decision.FASTEST, List.of(0)));
        assertThat(Choice.of(Figure.PRICE, List.of()).decision()).isEqualTo(Choice.Decision.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void shouldPickNobodyForBeingImprecise(Figure figure) {
        Random random = new Random(figure.column().length());
        for (int i = 0; i < 50_000; i++) {
            double scale = Math.pow(10, random.nextInt(3) - 1);
            List<Estimate> estimates = new ArrayList<>(Stream.generate(() ->
                            new Estimate(scale * random.nextDouble(), 0.3 * scale * Math.pow(random.nextDouble(), 3)))
                    .limit(2 + random.nextInt(4))
                    .toList());
            int owner = random.nextInt(estimates.size());
            boolean before = picks(figure, estimates, owner);
            Estimate own = estimates.get(owner);
            estimates.set(owner, new Estimate(own.value(), own.half() * (1 + random.nextDouble())));
            assertThat(picks(figure, estimates, owner) && !before)
                    .as("%s, %d", estimates, owner)
                    .isFalse();
        }
    }

    private static boolean picks(Figure figure, List<Estimate> estimates, int position) {
        Choice choice = Choice.of(figure, estimates);
        return choice.decision() != Choice.Decision.UNDECIDED && choice.among().contains(position);
    }

    private static Choice choice(double... valuesAndHalves) {
        List<Estimate> estimates = new ArrayList<>();
        for (int i = 0; i < valuesAndHalves.length; i += 2) {
            estimates.add(new Estimate(valuesAndHalves[i], valuesAndHalves[i + 1]));
        }
        return Choice.of(Figure.PRICE, estimates);
    }
}
