package afterglow.cli;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: {@code 250us}, {@code 5ms}, {@code 1s}, {@code 3m}, {@code 12h}; above zero. */
public final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ns|us|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        long count = form.matches() ? Long.parseLong(form.group(1)) : 0;
        if (count == 0) {
            throw new TypeConversionException(
                    "'" + text + "' is not a duration above zero; write, for example, 5ms, 1s or 3m");
        }
        try {
            return Duration.ofNanos(Math.multiplyExact(count, NANOS.getOrDefault(form.group(2), 0L)));
        } catch (ArithmeticException tooLong) {
            throw new TypeConversionException("'" + text + "' is longer than the 292 years that ns can count");
        }
    }

    /** A duration as {@link #convert} reads it. */
    public static String inWords(Duration duration) {
        long nanos = duration.toNanos();
        for (String unit : new String[] {"h", "m", "s", "ms", "us"}) {
            long length = NANOS.getOrDefault(unit, 1L);
            if (nanos >= length && nanos % length == 0) {
                return nanos / length + unit;
            }
        }
        return nanos + "ns";
    }
}
