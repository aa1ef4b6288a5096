package afterglow.timeout.reused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a tick finds its lane, without a clock. */
class TickChannelTest {

    private final List<Long> told = new ArrayList<>();

    @Test
    void shouldServeOneLaneWithOneTickAndTheOneThatListensLongestFirst() {
        TickChannel channel = new TickChannel(true);
        TickChannel.Listener one = channel.open(told::add);
        TickChannel.Listener other = channel.open(told::add);
        other.listen(20);
        one.listen(10);

        channel.tick();
        assertThat(told).containsExactly(20L);
        channel.tick();
        assertThat(told).containsExactly(20L, 10L);
    }

    @Test
    void shouldGiveAKeptTickToTheNextWhoListensAndDropASecondOne() {
        TickChannel channel = new TickChannel(true);
        TickChannel.Listener lane = channel.open(told::add);
        channel.tick();
        channel.tick();

        lane.listen(1);
        assertThat(told).containsExactly(1L);
        lane.cease();
        lane.listen(2);
        assertThat(told).containsExactly(1L);
    }

    @Test
    void shouldKeepNothingWhereTicksAreNotKept() {
        TickChannel channel = new TickChannel(false);
        TickChannel.Listener lane = channel.open(told::add);
        channel.tick();

        lane.listen(1);

        assertThat(told).isEmpty();
    }

    @Test
    void shouldTellNothingToALaneThatCeasedOrClosed() {
        TickChannel channel = new TickChannel(false);
        TickChannel.Listener ceased = channel.open(told::add);
        TickChannel.Listener closed = channel.open(told::add);
        ceased.listen(1);
        ceased.cease();
        closed.listen(2);
        closed.close();

        channel.tick();

        assertThat(told).isEmpty();
    }
}
