package afterglow.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {

    @ParameterizedTest
    @EnumSource
    void shouldBeExplainedColumnByColumn(Schema schema) throws IOException {
        String explained = Files.readString(Path.of("../results/README.md"));
        assertThat(explained).contains("## " + schema.file());
        assertThat(schema.columns())
                .allSatisfy(column ->
                        assertThat(explained).containsPattern("\\b" + column.replaceAll("_(low|high)$", "") + "\\b"));
    }
}
