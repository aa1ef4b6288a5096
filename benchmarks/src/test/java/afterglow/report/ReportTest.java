package afterglow.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.cli.Cli;
import afterglow.results.Environment;
import afterglow.results.MalformedTableException;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportTest {

    private static final String TOO_NOISY = "the machine was too noisy for these prices to be trusted";

    @TempDir
    Path folder;

    private Path run;
    private Path page;

    @BeforeEach
    void writeRun() throws IOException {
        run = SyntheticRun.write(folder.resolve("run"));
        page = folder.resolve("page.html");
    }

    @Test
    void shouldAnswerFirstAndMarkTheNaiveAndTheRecommended() throws IOException {
        String html = html(run);
        assertThat(html)
                .contains(
                        "The obvious code, scheduled-abandoned, adds 950 ns to a send and still holds 125 B when it is over; wheel adds at most 7 ns and leaves nothing.")
                .contains("To pick of 6 strategies: wheel for blocking;")
                .contains("wheel or reused (JDK 17) and undecided between wheel, netty-wheel (JDK 25) for in-flight;")
                .contains("nothing (not measured) for idle.")
                .containsPattern("data-sort=\"wheel\">wheel <span class=\"role recommended\" ")
                .containsPattern("data-sort=\"scheduled-abandoned\">scheduled-abandoned <span class=\"role naive\" ");
    }

    @Test
    void shouldShowWhatTheVerdictsSayOfTheTrade() throws IOException {
        assertThat(html(run))
                .contains("<h2 id=\"uses\">Which to pick</h2>")
                .contains(
                        "<b>wheel or reused</b></td><td data-name=\"decision\">equal</td>",
                        "adds 3.00 ns, the least of 3",
                        "not measured: bytes_per_armed_lane")
                .containsPattern("data-name=\"pick for\"[^>]*>blocking in-flight<");
    }

    @Test
    void shouldRecommendNothingWhereNothingIsPicked() throws IOException {
        Table.replace(
                run,
                Schema.USES,
                List.of(Row.of(Schema.USES).set("jdk", 17).set("use", "idle").set("because", "not measured: faults")));
        List<Row> verdicts = Table.read(run, Schema.VERDICTS);
        verdicts.forEach(row -> row.set("recommended_for", ""));
        Table.replace(run, Schema.VERDICTS, verdicts);
        Files.delete(run.resolve("contract.csv"));
        assertThat(html(run))
                .contains("did not try the deadlines")
                .contains("none can be recommended: not measured: faults")
                .doesNotContain("title=\"recommended\"");
    }

    @Test
    void shouldShowMarkupInNamesAsText() throws IOException {
        String html = html(run);
        assertThat(html)
                .doesNotContain(SyntheticRun.MARKUP)
                .contains("&lt;img src")
                .contains("\\u003cimg src");
        // The island, the library and our own script: nothing else opens or closes one.
        assertThat(html.split("</script>", -1)).hasSize(4);
    }

    @Test
    void shouldDrawWhatItCanAndSayWhatIsMissing() throws IOException {
        for (Schema schema : Schema.values()) {
            if (schema != Schema.TIMELINE) {
                Files.deleteIfExists(run.resolve(schema.file()));
            }
        }
        assertThat(html(run))
                .contains("<figure id=\"live\">")
                .doesNotContain("<figure id=\"price\">")
                .contains("There is no verdict yet")
                .contains("accuracy.csv; java -jar scenarios.jar accuracy");
    }

    @Test
    void shouldPutSeveralRunsSideBySideAndTellThemApart() throws IOException {
        Path other = SyntheticRun.write(folder.resolve("other"));
        Report.write(List.of(run, other), page);
        assertThat(page).content().contains("JDK 17 (run)", "JDK 17 (other)", "JDK 25 (run)", "JDK 25 (other)");
    }

    @Test
    void shouldWarnOfWhatMakesFiguresDoubtful() throws IOException {
        SyntheticRun.environment(run, "2");
        Table costs = Table.open(run, Schema.COSTS);
        costs.add(Row.of(Schema.COSTS)
                .set("jdk", 17)
                .set("benchmark", "broadcast")
                .set("size", 7)
                .set("strategy", "control-1")
                .set("generations", 1)
                .set("ratio_to_floor", 1.3));
        List<Row> generations = Table.read(run, Schema.GENERATIONS);
        generations.stream().filter(row -> row.text("jdk").equals("25")).forEach(row -> row.set("wait_share", 0.075));
        Table.replace(run, Schema.GENERATIONS, generations);
        Table verdicts = Table.open(run, Schema.VERDICTS);
        verdicts.add(Row.of(Schema.VERDICTS)
                .set("jdk", 17)
                .set("strategy", "wishful")
                .set("family", "custom")
                .set("verdict", "leaks")
                .set("heap", "leaks")
                .set("heap_expected", "clean"));
        Table.replace(
                run,
                Schema.BROADCAST,
                List.of(Row.of(Schema.BROADCAST)
                        .set("jdk", 17)
                        .set("strategy", "hasty")
                        .set("delivered", 90)
                        .set("timed_out", 10)));
        assertThat(html(run))
                .contains("2 steps that failed")
                .contains("came out at 1.30 times itself (JDK 17, broadcast to 7)")
                .contains(
                        "The run was disturbed: on JDK 25 the floor&#39;s thread waited 7.50 % of its time for a core.")
                .containsPattern(
                        "One generation of [^:]*broadcast to 7[^:]*: each strategy was measured in a single JVM.")
                .contains("wishful on JDK 17: leaks was found in the heap, where it promises clean")
                .contains("Not settled when it was measured, on JDK 17: netty-wheel.")
                .contains("time-after, leaky, on JDK 17: clean was found, where retains is expected")
                .contains("hasty on JDK 17: 10 of 100 sends were not delivered")
                .contains(TOO_NOISY);
    }

    @Test
    void shouldDoubtItsPricesOnlyWhereNoIntervalAllowsForTheNoise() throws IOException {
        Table costs = Table.open(run, Schema.COSTS);
        Row control = Row.of(Schema.COSTS)
                .set("jdk", 17)
                .set("benchmark", "broadcast")
                .set("size", 100)
                .set("strategy", "control-1")
                .set("generations", 2)
                .set("ratio_to_floor", 1.06)
                .set("ratio_to_floor_low", 0.98)
                .set("ratio_to_floor_high", 1.15);
        costs.add(control);
        List<Row> generations = Table.read(run, Schema.GENERATIONS);
        generations.forEach(row -> row.set("wait_share", 0.11));
        Table.replace(run, Schema.GENERATIONS, generations);
        assertThat(html(run))
                .contains("came out at 1.06 times itself", "waited 11 % of its time")
                .doesNotContain(TOO_NOISY);

        generations.forEach(row -> row.set("wait_share", 0.13));
        Table.replace(run, Schema.GENERATIONS, generations);
        assertThat(html(run)).contains(TOO_NOISY);
    }

    @Test
    void shouldCheckOnlyWhatIsSound() throws IOException {
        assertThat(html(run))
                .containsPattern("data-sort=\"sound\" class=\" verdict good\">✓\u00a0sound")
                .containsPattern("data-sort=\"retains\" class=\" verdict mid\">◐\u00a0retains")
                .containsPattern("data-sort=\"lost\" class=\" verdict bad\">✗\u00a0lost");
    }

    @Test
    void shouldBoundWhatCannotBeToldFromTheFloorAndShowModes() throws IOException {
        assertThat(html(run))
                .containsPattern("data-name=\"adds at 100, ns/send\"[^>]*>≤ 7 <small>-1 to 7</small>")
                .contains(">130 ns in 7 JVMs, 350 in 3</small>")
                .contains(">not settled</small>");
    }

    @Test
    void shouldNotDrawASinglePointOnAnAxis() throws IOException {
        List<Row> costs = Table.read(run, Schema.COSTS).stream()
                .filter(row -> row.text("benchmark").equals("inflight")
                        || row.text("size").equals("100"))
                .toList();
        Table.replace(run, Schema.COSTS, costs);
        assertThat(html(run))
                .doesNotContain("<figure id=\"cost-subscribers\">")
                .contains("<figure id=\"cost-outstanding\">")
                .containsPattern("grows\\?</dt><dd>one point on the axis is no picture");
    }

    @Test
    void shouldLinkWhatLiesBesideIt() throws IOException {
        assertThat(html(run)).contains("href=\"./run/accuracy/wheel%205ms.hgrm\"");
    }

    @Test
    void shouldTellHowToRepeatTheRun() throws IOException {
        assertThat(html(run))
                .contains(
                        "scripts/compare.sh --quick --strategies none,reused --points broadcast:100,broadcast:1000 --generations 2 --seed 42 --jdk &quot;$JDK_17&quot; --jdk &quot;$JDK_25&quot; --gc zgc --jvm-args &#39;-Xmx1g&#39;");
    }

    @Test
    void shouldLetTheTimeDecideAgainWhereItDid() throws IOException {
        Environment environment =
                Environment.read(run).set("further_generations", "1").set("strategies", "none offer-first(reused)");
        Table.replace(run, Schema.ENVIRONMENT, environment.rows());
        assertThat(html(run))
                .contains("scripts/compare.sh --quick --strategies &#39;none,offer-first(reused)&#39; --seed 42 --jdk");
    }

    @Tag("whole")
    @Test
    void shouldStaySmallAndKeepThePeakWhenARunIsLong() throws IOException {
        SyntheticRun.timeline(run, 50_000);
        Table timeline = Table.open(run, Schema.TIMELINE);
        timeline.add(Row.of(Schema.TIMELINE)
                .set("jdk", 17)
                .set("strategy", "wheel")
                .set("rate_per_s", 1_000)
                .set("timeout_ms", 2_000)
                .set("elapsed_ms", 9_000_000)
                .set("live_timers", 0));
        String html = html(run);
        assertThat(Files.size(page)).isLessThan(2_000_000);
        assertThat(html).contains("the CSV has").contains("9000,0]");
    }

    @Test
    void shouldRefuseADamagedCellByFileLineAndColumn() throws IOException {
        Path file = run.resolve("costs.csv");
        Files.writeString(file, Files.readString(file).replaceFirst("0,-4,4,50,1,", "0,-4,4,50,fast,"));
        assertThatThrownBy(() -> Report.write(List.of(run), page))
                .isInstanceOf(MalformedTableException.class)
                .hasMessageContainingAll("costs.csv, line 2", "ratio_to_floor", "'fast' is not a number");
        assertThat(page).doesNotExist();
    }

    @Test
    void shouldRefuseATableOfAnotherVersion() throws IOException {
        Path file = run.resolve("costs.csv");
        Files.writeString(file, Files.readString(file).replaceFirst("ratio_to_naive,", ""));
        assertThatThrownBy(() -> Report.write(List.of(run), page))
                .isInstanceOf(MalformedTableException.class)
                .hasMessageContainingAll("costs.csv", "line 1", "another version");
    }

    @Test
    void shouldExitWithTwoAndOneLineForBadInput() {
        assertRefused("is not a folder", folder.resolve("nowhere").toString());
        assertRefused("holds no table", folder.toString());
        assertRefused(
                "named twice", run.toString(), folder.resolve("run/../run").toString());
        assertRefused("DIR");
        assertRefused("is a folder", run.toString(), "--out", folder.toString());
    }

    @Test
    void shouldExitWithThreeWhereItCannotBeWritten() {
        StringWriter err = new StringWriter();
        assertThat(execute(
                        err,
                        run.toString(),
                        "--out",
                        folder.resolve("no/such/page.html").toString()))
                .isEqualTo(3);
        assertThat(err.toString()).hasLineCount(1).contains("no such folder");
    }

    private static void assertRefused(String because, String... arguments) {
        StringWriter err = new StringWriter();
        assertThat(execute(err, arguments)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains(because);
    }

    private static int execute(StringWriter err, String... arguments) {
        CommandLine line = Cli.of(new Main());
        return line.setErr(new PrintWriter(err, true)).execute(arguments);
    }

    private String html(Path run) throws IOException {
        Report.write(List.of(run), page);
        return Files.readString(page);
    }
}
