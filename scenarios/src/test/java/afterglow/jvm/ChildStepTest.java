package afterglow.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import afterglow.results.Row;
import afterglow.results.Schema;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChildStepTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void shouldHandArgumentsOverByNameAndBringAnswersBack() throws Exception {
        ChildStep.Answers answers = step("answer").run(LONG);

        assertThat(answers.rows(Schema.ENVIRONMENT))
                .extracting(row -> row.text("key"), row -> row.text("value"))
                .containsExactly(tuple("a = b", "1500000000"), tuple("unit", "MILLISECONDS"));
        assertThat(answers.cells("count")).hasValue(List.of("7", ""));
        assertThat(answers.cells("other")).isEmpty();
        assertThat(outcome(answers)).isEqualTo("answered");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "absent  | absent: not here",
                "silent  | failed: ended without a result",
                "status  | failed: ended with status 9",
                "unknown | failed: ended with status 1: java.lang.IllegalArgumentException: there is no argument 'no' at",
                "throws  | failed: ended with status 1: so it is at",
            })
    void shouldTellWhyThereIsNoAnswer(String what, String outcome) throws Exception {
        assertThat(outcome(step(what).run(LONG))).startsWith(outcome);
    }

    @Test
    void shouldTellThatTheTimeIsOver() throws Exception {
        assertThat(outcome(step("hangs").run(Duration.ofSeconds(1))))
                .isEqualTo("failed: did not end within 1 s and was killed");
    }

    private static String outcome(ChildStep.Answers answers) {
        return answers.result(reason -> "absent: " + reason, reason -> "failed: " + reason, all -> "answered");
    }

    private static ChildStep step(String what) {
        return new ChildStep(
                Jdk.current(),
                List.of("-Xmx64m"),
                System.getProperty("java.class.path"),
                Child.class,
                Map.of(
                        "what",
                        what,
                        "text",
                        "a = b",
                        "count",
                        7,
                        "time",
                        Duration.ofMillis(1_500),
                        "unit",
                        TimeUnit.MILLISECONDS));
    }

    /** What the fresh JVM runs. */
    static final class Child {

        public static void main(String[] args) {
            ChildStep.serve(args, (asked, out) -> {
                switch (asked.text("what")) {
                    case "answer" -> {
                        System.out.println("a strategy may print what it likes");
                        out.println(Wire.line(row(
                                asked.text("text"),
                                Long.toString(asked.duration("time").toNanos()))));
                        out.println(Wire.line(row(
                                "unit", asked.constant("unit", TimeUnit.class).name())));
                        out.println(Wire.line("count", asked.whole("count"), ""));
                    }
                    case "absent" -> throw new AbsentException("not\nhere");
                    case "unknown" -> asked.text("no");
                    case "status" -> System.exit(9);
                    case "hangs" -> Thread.sleep(LONG.toMillis());
                    case "throws" -> throw new IllegalStateException("so it\nis", new IOException());
                    default -> System.out.println("nothing of ours");
                }
            });
        }

        private static Row row(String key, String value) {
            return Row.of(Schema.ENVIRONMENT).set("key", key).set("value", value);
        }
    }
}
