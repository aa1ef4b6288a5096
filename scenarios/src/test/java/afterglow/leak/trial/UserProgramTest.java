package afterglow.leak.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class UserProgramTest {

    private static final HangWatch WATCH = HangWatch.of(words -> {});

    private static UserProgram made(Class<?> type) {
        return UserProgram.supplier(type.getName(), WATCH).get();
    }

    /** Throws a checked exception, as some languages do. */
    public static final class Sneaky implements Runnable {

        @Override
        public void run() {
            Sneaky.<RuntimeException>sneak(new IOException("refused"));
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the trick
        private static <T extends Throwable> void sneak(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    @Test
    void shouldSayWhichSendThrewACheckedException() {
        UserProgram program = made(Sneaky.class);
        assertThatThrownBy(() -> program.send(0)).hasMessage("send 1 threw java.io.IOException: refused");
    }

    /** Cannot be closed. */
    public static final class Unclosable implements Runnable, AutoCloseable {

        @Override
        public void run() {}

        @Override
        public void close() {
            throw new AssertionError();
        }
    }

    @Test
    void shouldSayThatCloseThrewAnError() {
        UserProgram program = made(Unclosable.class);
        assertThatThrownBy(program::close).hasMessage("close threw java.lang.AssertionError");
    }

    /** Leaves its thread interrupted. */
    public static final class Interrupting implements Runnable {

        @Override
        public void run() {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldNotLeaveTheMeasurementInterrupted() {
        made(Interrupting.class).send(0);
        assertThat(Thread.interrupted()).isFalse();
    }

    /** Cannot be initialized. */
    public static final class Uninitialized implements Runnable {

        @SuppressWarnings("UnusedVariable") // its value is never there
        private static final int PORT = Integer.parseInt("port");

        @Override
        public void run() {}
    }

    @Test
    void shouldSayWhatTheInitializerThrew() {
        assertThatThrownBy(() -> made(Uninitialized.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the initializer of ")
                .hasMessageContaining("NumberFormatException");
    }
}
