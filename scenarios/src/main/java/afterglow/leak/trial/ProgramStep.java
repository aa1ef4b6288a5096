package afterglow.leak.trial;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.jvm.JolAgent;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Effort;
import afterglow.timeout.Labelled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One question to a program of the user's, answered in a fresh JVM.
 *
 * @param effort how many sends it may make; its timeout is how long to wait for what they left
 */
public record ProgramStep(String className, Question question, Effort effort) {

    /** So many threads send at once in a crowd. */
    public static final int CROWD = 32;

    /** Fewer sends in a series are no use. */
    public static final long LEAST_SENDS = 100;

    /** What is asked, in the order in which it is: a program that leaves threads is not asked for thousands of sends. */
    public enum Question implements Labelled {
        /** Whether it can be made, and its first send returns. */
        FIRST,
        /** Which threads its sends leave, and its end. */
        THREADS,
        /** What its sends leave in the heap. */
        MEMORY,
        /** What it burns while nothing is sent. */
        CPU,
        /** What a send costs beside many. */
        CROWD;

        /** Those whose answer is a verdict. */
        public static final List<Question> VERDICTS = List.of(THREADS, MEMORY, CPU, CROWD);

        /** A row for the answer of a program. */
        Row row(String className) {
            return Row.of(Schema.LEAKS)
                    .set("jdk", Jdk.current().feature())
                    .set("demonstration", className)
                    .set("form", "program")
                    .set("harm", label());
        }
    }

    public sealed interface Result {}

    /** A row of {@link Schema#LEAKS}, and those of {@link Schema#RETENTION_CLASSES}, the heaviest class first. */
    public record Answered(Row row, List<Row> classRows) implements Result {}

    /** The class is not one that can be asked, and why. */
    public record Unusable(String reason) implements Result {}

    /** A send threw, or never returned, or the JVM died; in words. */
    public record Failed(String reason) implements Result {}

    /** Asks. After {@code atMost}, the JVM is killed. */
    public Result run(Duration atMost) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(JolAgent.flags());
        // What only soft references hold is given up before a heap is full, so it is no leak.
        options.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:SoftRefLRUPolicyMSPerMB=0"));
        Map<String, ?> arguments = effort.with(Map.of("class", className, "question", question));
        String classPath = System.getProperty("java.class.path");
        ChildStep.Answers answers =
                new ChildStep(Jdk.current(), options, classPath, ProgramChild.class, arguments).run(atMost);
        if (answers.end().timedOut() && question != Question.FIRST) {
            String note = "its sends are too slow to tell within %d s; replace what they wait for by a stub";
            Row row = LeakTrial.unknown(question.row(className), note.formatted(atMost.toSeconds()));
            return new Answered(row, List.of());
        }
        if (answers.end().succeeded() && answers.lines().isEmpty()) {
            return new Failed("the program ended its JVM");
        }
        return answers.result(Unusable::new, words -> new Failed("its JVM " + words), ProgramStep::said);
    }

    private static Result said(ChildStep.Answers answers) {
        Optional<List<String>> failure = answers.cells(ProgramChild.FAILED);
        return failure.isPresent()
                ? new Failed(failure.get().get(0))
                : new Answered(answers.rows(Schema.LEAKS).get(0), answers.rows(Schema.RETENTION_CLASSES));
    }
}
