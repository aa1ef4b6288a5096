package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.cli.Cli;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real runs that measure the same points in another order: a JVM measures one after the other, and what it measured before must not
 * show. Some five minutes, with nothing else to do on the machine, by {@code mvn -Pslow -pl benchmarks -am test
 * -Dtest=PointOrderTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("slow")
class PointOrderTest {

    private static final List<String> POINTS =
            List.of("broadcast:100", "broadcast:1000", "request:0", "arm:0", "expiry:2000");

    @TempDir
    private Path folder;

    @Test
    void shouldFindTheSamePricesWhetherAPointIsMeasuredFirstOrLast() throws IOException {
        List<String> reversed = new ArrayList<>(POINTS);
        Collections.reverse(reversed);
        Map<String, Row> first = costs("first", POINTS);
        Map<String, Row> last = costs("last", reversed);

        assertThat(first.keySet()).isEqualTo(last.keySet()).hasSizeGreaterThan(POINTS.size());
        List<String> apart = new ArrayList<>();
        first.forEach((what, cost) -> {
            Row other = last.get(what);
            System.out.println(what + ": " + interval(cost) + ", in reverse " + interval(other));
            if (number(cost, "ratio_to_floor_low") > number(other, "ratio_to_floor_high")
                    || number(other, "ratio_to_floor_low") > number(cost, "ratio_to_floor_high")) {
                apart.add(what);
            }
        });
        // Of so many pairs of 95 % intervals one may miss by chance.
        assertThat(apart).hasSizeLessThanOrEqualTo(2);
    }

    private Map<String, Row> costs(String name, List<String> points) throws IOException {
        Path run = folder.resolve(name);
        int status = Cli.of(new Main())
                .execute(
                        "--strategies",
                        "none,scheduled-removed,reused,ticker,wheel,netty-wheel",
                        "--points",
                        String.join(",", points),
                        "--generations",
                        "3",
                        "--out",
                        run.toString());
        assertThat(status).isZero();
        return Table.read(run, Schema.COSTS).stream()
                .collect(Collectors.toMap(
                        row -> row.text("benchmark") + ":" + row.text("size") + " " + row.text("strategy"),
                        row -> row,
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static String interval(Row cost) {
        return "%.2f [%.2f-%.2f]"
                .formatted(
                        number(cost, "ratio_to_floor"),
                        number(cost, "ratio_to_floor_low"),
                        number(cost, "ratio_to_floor_high"));
    }

    private static double number(Row cost, String column) {
        return cost.number(column).orElseThrow();
    }
}
