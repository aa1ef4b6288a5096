package afterglow.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArmsTest {

    @Test
    void shouldLeaveOutWhatCallsTheService() {
        String timer = "io.netty.util.concurrent.AbstractScheduledEventExecutor.schedule:268";
        List<String> kept =
                List.of(timer, "com.acme.Handler.arm:23", "io.netty.Some.call:1", "com.acme.Handler.read:20");
        assertThat(Arms.relevant(IntStream.range(0, 30)
                        .mapToObj(i -> i < kept.size() ? kept.get(i) : "io.netty.channel.Loop.run:" + i)
                        .toList()))
                .isEqualTo(kept);
        assertThat(new Arms.Stack(kept, 1).line()).isEqualTo("com.acme.Handler.arm:23");
    }

    @Test
    void shouldKeepSixFramesOfAServiceOrOfALibraryAlone() {
        for (String frame : List.of("com.acme.Service.call:", "java.lang.Some.call:")) {
            List<String> deep = IntStream.range(0, 30).mapToObj(i -> frame + i).toList();
            assertThat(Arms.relevant(deep)).isEqualTo(deep.subList(0, 6));
        }
        assertThat(Arms.relevant(List.of())).containsExactly("(no stack)");
    }
}
