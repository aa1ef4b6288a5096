package afterglow.leak.trial;

import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a program prints for each send, which is nothing for us to keep. The usual calls take no lock: a crowd of threads
 * that print would wait for each other in the stream, and not in the program.
 */
final class SilentStream extends PrintStream {

    SilentStream() {
        super(OutputStream.nullOutputStream());
    }

    @Override
    public void write(int single) {}

    @Override
    public void write(byte[] bytes, int offset, int length) {}

    @Override
    public void print(@Nullable String text) {}

    @Override
    public void println() {}

    @Override
    public void println(@Nullable String text) {}

    @Override
    public void println(@Nullable Object object) {
        print(String.valueOf(object));
    }

    @Override
    @SuppressWarnings("AnnotateFormatMethod") // as it is
    public PrintStream format(String format, @Nullable Object... arguments) {
        print(String.format(format, arguments));
        return this;
    }

    @Override
    public void flush() {}
}
