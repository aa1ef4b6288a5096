package afterglow.leak.profile;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.retention.Census;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileTest {

    private static final Profile.Sample HERE = new Profile.Sample(List.of("make", "here"), "Timer", 1);
    private static final Profile.Sample THERE = new Profile.Sample(List.of("make", "there"), "Timer", 1);

    @Test
    void shouldShareOutWhatTheCensusCounted() {
        Profile profile =
                Profile.shared(List.of(HERE, HERE, HERE, THERE), Map.of("Timer", new Census.Count(1_000, 72_000)));
        assertThat(profile.stacks())
                .containsOnly(
                        Map.entry(List.of("make", "here"), new Census.Count(750, 54_000)),
                        Map.entry(List.of("make", "there"), new Census.Count(250, 18_000)));
    }

    @Test
    void shouldKeepWhatWasNeverSampled() {
        Profile profile = Profile.shared(List.of(HERE), Map.of("Node", new Census.Count(1, 24)));
        assertThat(profile.total()).isEqualTo(24);
        assertThat(profile.methods().get(0).name()).isEqualTo("(not sampled) Node");
    }

    @Test
    void shouldPutTheMethodFirstThatMadeMost() {
        Profile profile = Profile.of(List.of(HERE, THERE));
        assertThat(profile.methods())
                .containsExactly(
                        new Profile.Method("make", 2, 2),
                        new Profile.Method("here", 0, 1),
                        new Profile.Method("there", 0, 1));
        assertThat(profile.collapsed()).isEqualTo("here;make 1\nthere;make 1\n");
    }

    @Test
    void shouldCountARecursiveMethodOnce() {
        Profile profile = Profile.of(List.of(new Profile.Sample(List.of("again", "again", "main"), "", 5)));
        assertThat(profile.methods()).contains(new Profile.Method("again", 5, 5));
    }

    @Test
    void shouldBlameADemonstrationAndNotItsScheduler() {
        assertThat("afterglow.leak.NoHandle.lambda$program$1").matches(ProfileChild.DEMONSTRATION);
        assertThat("afterglow.leak.Timers.after").doesNotMatch(ProfileChild.DEMONSTRATION);
        assertThat("afterglow.leak.trial.LeakTrial.run").doesNotMatch(ProfileChild.DEMONSTRATION);
    }
}
