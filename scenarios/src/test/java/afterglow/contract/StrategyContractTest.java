package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.Strategies;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one contract, over every strategy of the registry that this JDK can run. */
class StrategyContractTest {

    private static final Strategies REGISTRY = Strategies.load();

    /** The clauses that take seconds. */
    private static final EnumSet<Clause> LONG =
            EnumSet.of(Clause.ON_TIME, Clause.CROWD, Clause.VERY_SHORT, Clause.LONG_RUN, Clause.CLOSE_BESIDE_EXPIRIES);

    /** Those that open many lanes, send often, or watch an idle strategy. */
    private static final EnumSet<Clause> COUNTING =
            EnumSet.of(Clause.FEW_THREADS, Clause.SCALES, Clause.IDLE, Clause.FREES_LANES);

    static List<String> available() {
        return REGISTRY.available();
    }

    static List<String> firstOfEachFamily() {
        Set<Family> seen = EnumSet.noneOf(Family.class);
        return available().stream()
                .filter(id -> seen.add(REGISTRY.describe(id).family()))
                .toList();
    }

    static List<String> othersOfEachFamily() {
        List<String> first = firstOfEachFamily();
        return available().stream().filter(id -> !first.contains(id)).toList();
    }

    @ParameterizedTest
    @MethodSource("available")
    void shouldKeepWhatItPromisesAndBreakWhatItAdmitsInTheShortClauses(String id) {
        EnumSet<Clause> clauses = EnumSet.complementOf(LONG);
        clauses.removeAll(COUNTING);
        requireAsPromised(id, clauses);
    }

    @ParameterizedTest
    @MethodSource("firstOfEachFamily")
    void shouldKeepWhatItPromisesWhereItIsCounted(String id) {
        requireAsPromised(id, COUNTING);
    }

    @Tag("whole")
    @ParameterizedTest
    @MethodSource("othersOfEachFamily")
    void shouldKeepWhatItPromisesWhereOthersAreCounted(String id) {
        requireAsPromised(id, COUNTING);
    }

    @Tag("whole")
    @ParameterizedTest
    @MethodSource("firstOfEachFamily")
    void shouldKeepWhatItPromisesInTheLongClauses(String id) {
        requireAsPromised(id, EnumSet.allOf(Clause.class));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("available")
    void shouldKeepWhatItPromisesAndBreakWhatItAdmits(String id) {
        requireAsPromised(id, EnumSet.allOf(Clause.class));
    }

    private static void requireAsPromised(String id, Set<Clause> clauses) {
        Set<Fault> admitted = EnumSet.noneOf(Fault.class);
        clauses.stream().map(Clause::fault).filter(Objects::nonNull).forEach(admitted::add);
        admitted.retainAll(REGISTRY.describe(id).faults());

        ContractReport report = Contract.of(REGISTRY, id, Scope.BRIEF).run(List.copyOf(clauses), result -> {});

        assertThat(report.breaches()).extracting(Result::line).isEmpty();
        assertThat(report.faults()).isEqualTo(admitted);
    }
}
