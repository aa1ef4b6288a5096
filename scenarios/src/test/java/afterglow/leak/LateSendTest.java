package afterglow.leak;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** On a busy machine a send may be kept from its core until its deadline is over. */
class LateSendTest {

    @Test
    void shouldNotEndTheSchedulersThreadByATimeout() {
        assertThatCode(new CancelFlag.Task(0)::run).doesNotThrowAnyException();
    }

    @Test
    void shouldNotEndTheTimerByATimeout() {
        assertThatCode(new CapturedPayload.Retry()::run).doesNotThrowAnyException();
    }
}
