package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.results.Row;
import afterglow.results.Schema;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakTableTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private boolean print(Row leaky, Row fixed) {
        return LeakTable.print(List.of(leaky, fixed), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private static Row row(String form, String verdict, String asExpected) {
        return Row.of(Schema.LEAKS)
                .set("demonstration", "late")
                .set("form", form)
                .set("verdict", verdict)
                .set("expected", "late")
                .set("as_expected", asExpected);
    }

    @Test
    void shouldNameWhatCannotBeToldAndNotCountItAsWrong() {
        assertThat(print(row("leaky", "unknown", "").set("note", "no core was free"), row("fixed", "clean", "yes")))
                .isTrue();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("late, leaky: unknown, expected late; no core was free", "not counted as wrong");
    }

    @Test
    void shouldCountAsWrongWhatIsNotAsDeclared() {
        assertThat(print(row("leaky", "unknown", ""), row("fixed", "leaks", "no")))
                .isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("NO");
    }
}
