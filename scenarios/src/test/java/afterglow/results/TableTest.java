package afterglow.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {

    @TempDir
    Path folder;

    @Test
    void shouldGiveBackWhatWasWritten() throws IOException {
        Table table = Table.open(folder, Schema.BROADCAST);
        table.add(Row.of(Schema.BROADCAST)
                .set("round", 1)
                .set("strategy", "a,\"b\"\nc")
                .set("ns_per_send", 12.3456789)
                .set("bytes_per_send", Double.NaN));
        Row read = Table.read(folder, Schema.BROADCAST).get(0);
        assertThat(read.text("strategy")).isEqualTo("a,\"b\"\nc");
        assertThat(read.number("ns_per_send")).hasValue(12.3457);
        assertThat(read.number("bytes_per_send")).isEmpty();
        assertThat(read.whole("round")).isEqualTo(1);
    }

    @Test
    void shouldGoOnWhereAnEarlierRunStopped() throws IOException {
        Table.open(folder, Schema.ENVIRONMENT).add(Row.of(Schema.ENVIRONMENT).set("key", "a"));
        Table.open(folder, Schema.ENVIRONMENT).add(Row.of(Schema.ENVIRONMENT).set("key", "b"));
        assertThat(Table.read(folder, Schema.ENVIRONMENT))
                .extracting(row -> row.text("key"))
                .containsExactly("a", "b");
    }

    @Test
    void shouldLeaveNoHalfWrittenFileBeside() throws IOException {
        Table table = Table.open(folder, Schema.ENVIRONMENT);
        for (int i = 0; i < 10; i++) {
            table.add(Row.of(Schema.ENVIRONMENT).set("key", "k" + i));
            assertThat(Table.read(folder, Schema.ENVIRONMENT)).hasSize(i + 1);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("environment.csv"));
        }
    }

    @Test
    void shouldNameFileLineAndColumnOfACellThatIsNoNumber() throws IOException {
        write("key,value\nx,1\nseed,many\n");
        Row row = Table.read(folder, Schema.ENVIRONMENT).get(1);
        assertThatThrownBy(() -> row.number("value"))
                .isInstanceOf(MalformedTableException.class)
                .hasMessageContainingAll("environment.csv", "line 3", "column value", "'many'");
    }

    @Test
    void shouldRefuseOtherColumnsAndOtherLengths() throws IOException {
        write("key,worth\n");
        assertThatThrownBy(() -> Table.read(folder, Schema.ENVIRONMENT))
                .isInstanceOf(MalformedTableException.class)
                .hasMessageContainingAll("environment.csv", "line 1", "another version");
        write("key,value\na,b,c\n");
        assertThatThrownBy(() -> Table.read(folder, Schema.ENVIRONMENT))
                .isInstanceOf(MalformedTableException.class)
                .hasMessageContainingAll("environment.csv", "line 2", "3 cells");
    }

    @Test
    void shouldWriteSixDigitsWithoutExponent() {
        Row row = Row.of(Schema.ENVIRONMENT);
        assertThat(List.of(0.0, -0.0, 1e-7, 123456789.0, 100.0, 1 / 3.0))
                .extracting(value -> row.set("value", value).text("value"))
                .containsExactly("0", "0", "0.0000001", "123457000", "100", "0.333333");
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("environment.csv"), text);
    }
}
