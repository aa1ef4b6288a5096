package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Strategies;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one contract, over every strategy of the registry that this JDK can run. */
class StrategyContractTest {

    private static final Strategies REGISTRY = Strategies.load();

    static List<String> available() {
        return REGISTRY.available();
    }

    @ParameterizedTest
    @MethodSource("available")
    void shouldKeepWhatItPromisesAndBreakWhatItAdmits(String id) {
        Report report = Contract.of(REGISTRY, id).check();

        assertThat(report.breaches()).extracting(Result::line).isEmpty();
        assertThat(report.faults()).isEqualTo(REGISTRY.describe(id).faults());
    }
}
