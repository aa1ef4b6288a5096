package afterglow.contract;

import afterglow.contract.Finding.State;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Fault;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which clauses of the contract one strategy keeps, and which it breaks.
 *
 * @param results one for each clause, in the contract's order
 */
public record ContractReport(Descriptor descriptor, List<Result> results) {

    public ContractReport {
        results = List.copyOf(results);
    }

    /** The faults that were seen, whether the strategy admits them or not. */
    public Set<Fault> faults() {
        return results.stream()
                .filter(result -> result.finding().state() == State.BROKEN)
                .map(result -> result.clause().fault())
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The results in which the strategy breaks a promise; empty if it keeps all. */
    public List<Result> breaches() {
        return results.stream().filter(result -> !result.asPromised()).toList();
    }
}
