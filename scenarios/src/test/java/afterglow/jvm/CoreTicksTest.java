package afterglow.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoreTicksTest {

    @Test
    void shouldTellWhatPartOfTheTimeTheHostTook() {
        assertThat(new CoreTicks(30, 400).stolenShareSince(new CoreTicks(10, 200)))
                .isEqualTo(0.1);
        assertThat(new CoreTicks(0, 0).stolenShareSince(new CoreTicks(0, 0))).isEqualTo(0);
    }

    @Test
    void shouldReadWhatTheSystemTells() {
        assertThat(CoreTicks.now().stolen()).isBetween(0L, CoreTicks.now().all());
    }
}
