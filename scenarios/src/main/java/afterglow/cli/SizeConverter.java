package afterglow.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes of heaps as the JVM's own options take them, {@code 64m} or {@code 1g}, in MiB. */
final class SizeConverter implements ITypeConverter<Integer> {

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})([mg])");

    @Override
    public Integer convert(String text) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' is no size; write it like 64m or 1g");
        }
        int count = Integer.parseInt(form.group(1));
        return form.group(2).equals("g") ? 1024 * count : count;
    }
}
