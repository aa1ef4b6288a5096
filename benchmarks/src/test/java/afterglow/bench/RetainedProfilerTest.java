package afterglow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.profile.Profiler;

class RetainedProfilerTest {

    @Test
    void shouldBeFoundAsJmhFindsProfilers() {
        List<Profiler> found = new ArrayList<>();
        ServiceLoader.load(Profiler.class).forEach(found::add);

        assertThat(found).hasAtLeastOneElementOfType(RetainedProfiler.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask",
                "java.util.concurrent.DelayScheduler$ScheduledForkJoinTask",
                "java.util.concurrent.CompletableFuture$Timeout",
                "io.netty.util.HashedWheelTimer$HashedWheelTimeout",
                "java.util.TimerTask",
            })
    void shouldTakeTheseForTimers(String name) {
        assertThat(RetainedProfiler.isTimer(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[B",
                "[Ljava.util.concurrent.RunnableScheduledFuture;",
                "afterglow.timeout.fresh.ScheduledAbandoned$1$$Lambda",
                "java.util.concurrent.Executors$RunnableAdapter",
                "afterglow.timeout.Descriptor",
            })
    void shouldNotTakeTheseForTimers(String name) {
        assertThat(RetainedProfiler.isTimer(name)).isFalse();
    }
}
