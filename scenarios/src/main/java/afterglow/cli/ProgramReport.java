package afterglow.cli;

import afterglow.leak.Symptom;
import afterglow.leak.trial.ProgramStep;
import afterglow.leak.trial.ProgramStep.Question;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.Effort;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is found wrong with a program of the user's: its threads, its memory, its CPU when idle, and its pace in a crowd.
 *
 * @param sends the most that are made for the verdict on memory
 * @param patience how long to wait until what they left is gone
 */
record ProgramReport(String className, long sends, Duration patience, PrintStream console) {

    private static final Duration AT_MOST = Duration.ofMinutes(3);
    private static final int SECONDS = 20;
    private static final int MOST_CLASSES = 8;

    /** What a crowd may leave in its heap while it warms up, and again while it is measured. */
    private static final double MOST_LEFT_BYTES = 50e6;

    /** Whether the program can be made and its first send returns; if not, says why. No program at all is bad input. */
    boolean works() throws IOException, InterruptedException {
        return ask(Question.FIRST, 1).isPresent();
    }

    /** Asks all questions, writes and prints the answers; returns the exit code. */
    int write(Path folder) throws IOException, InterruptedException {
        console.printf(
                "Tests what the sends of %s leave, in %d fresh JVMs: about %d s, and up to %s more if something stays.%n",
                className,
                Question.VERDICTS.size(),
                SECONDS,
                DurationConverter.inWords(patience.multipliedBy(2).plusSeconds(30)));
        Table table = Table.open(folder, Schema.LEAKS);
        Table classes = Table.open(folder, Schema.RETENTION_CLASSES);
        Progress progress = new Progress(console, Question.VERDICTS.size());
        TextTable shown = new TextTable("question", "verdict", "seen");
        String path = "";
        long most = sends;
        List<String> unknown = new ArrayList<>();
        boolean clean = true;
        boolean threads = false;
        for (Question question : Question.VERDICTS) {
            if (question == Question.CROWD && threads) {
                shown.add(question.label(), "not asked", "of a program that leaves threads");
                continue;
            }
            progress.begin(question.label());
            Optional<ProgramStep.Answered> answered = ask(question, most);
            progress.end();
            if (answered.isEmpty()) {
                progress.clear();
                console.print(shown);
                return Cli.GATE_FAILED;
            }
            Row row = answered.get().row();
            table.add(row);
            classes.addAll(answered.get().classRows());
            shown.add(question.label(), row.text("verdict"), seen(question, row));
            if (row.is("verdict", Symptom.UNKNOWN)) {
                unknown.add(question.label());
            } else {
                clean &= isClean(row);
            }
            if (question == Question.MEMORY) {
                path = answered.get().classRows().isEmpty() ? "" : row.text("note");
                double bytes = row.number("bytes_per_send").orElse(0) * ProgramStep.CROWD;
                most = Math.min(most, (long) Math.max(1, MOST_LEFT_BYTES / bytes));
            } else if (row.is("verdict", Symptom.THREADS)) {
                threads = true;
                // More sends would fill the machine with threads.
                most = Math.min(sends, ProgramStep.LEAST_SENDS);
            }
        }
        progress.clear();
        console.print(shown);
        if (!classes.rows().isEmpty()) {
            print(classes.rows());
        }
        if (!path.isEmpty()) {
            console.println(TextTable.plain("held by " + path));
        }
        if (!unknown.isEmpty()) {
            console.println("unknown, and so not counted as wrong: " + String.join(", ", unknown));
        }
        console.println("written: " + folder.resolve(Schema.LEAKS.file()));
        return clean ? 0 : Cli.GATE_FAILED;
    }

    private Optional<ProgramStep.Answered> ask(Question question, long most) throws IOException, InterruptedException {
        Effort effort = new Effort(most, patience, Effort.THOROUGH.budget());
        // A faint finding that was seen only once is waited for a second time.
        ProgramStep.Result result =
                new ProgramStep(className, question, effort).run(AT_MOST.plus(patience.multipliedBy(2)));
        if (result instanceof ProgramStep.Unusable unusable) {
            throw new BadInputException("--program: " + unusable.reason());
        }
        if (result instanceof ProgramStep.Failed failed) {
            String asked = question == Question.FIRST ? "" : ", asked about " + question.label();
            System.err.println(TextTable.plain(className + asked + ": " + failed.reason()));
            return Optional.empty();
        }
        return Optional.of((ProgramStep.Answered) result);
    }

    private String seen(Question question, Row row) {
        if (question == Question.MEMORY
                && !isClean(row)
                && row.number("objects_per_send").isPresent()) {
            String words = DurationConverter.inWords(patience);
            return LeakTable.number(row, "objects_per_send", "%.2f objects, ")
                    + LeakTable.number(row, "bytes_per_send", "%.0f B for each of ")
                    + row.text("sends")
                    + (row.is("verdict", Symptom.RETAINS)
                            ? " sends, gone within " + words
                            : " sends, still there " + words
                                    + " later; if its timeouts are longer, say so with --timeout");
        }
        if (question == Question.CPU && row.number("idle_cpu_percent").isPresent()) {
            return LeakTable.number(row, "idle_cpu_percent", "%.1f %% of a core while nothing is sent");
        }
        if (question == Question.THREADS && isClean(row)) {
            return row.text("note").isEmpty() ? "none are left" : "none are left, " + row.text("note");
        }
        return row.text("note");
    }

    private static boolean isClean(Row row) {
        return row.is("verdict", Symptom.CLEAN);
    }

    private void print(List<Row> classes) {
        TextTable table = new TextTable("objects/send", "B/send", "class");
        for (Row row : classes.subList(0, Math.min(MOST_CLASSES, classes.size()))) {
            table.add(
                    LeakTable.number(row, "objects_per_send", "%.3f"),
                    LeakTable.number(row, "bytes_per_send", "%.1f"),
                    row.text("class"));
        }
        console.print(table);
    }
}
