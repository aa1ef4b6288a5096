package afterglow.results;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildTest {

    @Test
    void shouldKnowItsVersionAndItsCommitWhereThereIsGit() {
        Build build = Build.current();

        assertThat(build.version()).matches("[0-9.]+");
        assertThat(build.commit()).matches("|[0-9a-f]{7,40}(-dirty)?");
    }

    @Test
    void shouldLeaveTheCommitOutWhereThereIsNone() {
        assertThat(new Build("1.0", "1a2b3c4-dirty").inWords()).isEqualTo("Afterglow 1.0 (commit 1a2b3c4-dirty)");
        assertThat(new Build("1.0", "").inWords()).isEqualTo("Afterglow 1.0");
    }

    @Test
    void shouldStandInTheEnvironment() {
        assertThat(Environment.now().values())
                .containsEntry("version", Build.current().version())
                .containsEntry("commit", Build.current().commit());
    }
}
