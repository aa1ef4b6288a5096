package afterglow.cli;

import afterglow.accuracy.Condition;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Conditions by their names in tables. */
final class ConditionConverter implements ITypeConverter<Condition> {

    @Override
    public Condition convert(String text) {
        return Arrays.stream(Condition.values())
                .filter(condition -> condition.label().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no condition; there are: "
                        + Arrays.stream(Condition.values())
                                .map(Condition::label)
                                .collect(Collectors.joining(", "))));
    }
}
