package afterglow.cli;

import afterglow.retention.Ending;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Endings by the names that stand in tables: {@code timed-out}. */
public final class EndingConverter implements ITypeConverter<Ending> {

    @Override
    public Ending convert(String text) {
        return Arrays.stream(Ending.values())
                .filter(ending -> ending.label().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no ending; there are: "
                        + Arrays.stream(Ending.values()).map(Ending::label).collect(Collectors.joining(", "))));
    }
}
