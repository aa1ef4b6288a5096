package afterglow.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SendDeadlinesTest {

    private final SendDeadlines deadlines = new SendDeadlines();

    private SendDeadlines.Finding watch(Runnable program) {
        return deadlines.watch(new Thread(program, "program"));
    }

    @Test
    void shouldGiveUpWhatNeverExpiresAndNotWaitForWhatIsFar() {
        SendDeadlines.Finding finding = watch(() -> {
            deadlines.begin(Duration.ofMillis(1));
            deadlines.begin(Duration.ofNanos(Long.MAX_VALUE));
        });
        assertThat(finding.never()).isOne();
        assertThat(finding.sends()).isEqualTo(2);
        assertThat(finding.lateness().count()).isZero();
    }

    @Test
    void shouldCountEachOfThoseThatNeverExpireThoughTheirProgramHangs() {
        CountDownLatch never = new CountDownLatch(1);
        Thread hanging = new Thread(() -> {
            for (int timeout : List.of(1, 200, 300)) {
                deadlines.begin(Duration.ofMillis(timeout));
            }
            awaitUninterrupted(never);
        });
        hanging.setDaemon(true);
        assertThat(deadlines.watch(hanging).never()).isEqualTo(3);
        never.countDown();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldCountAnExpiryOnceAndNoneAfterTheReply() {
        SendDeadlines.Finding finding = watch(() -> {
            var expired = deadlines.begin(Duration.ZERO);
            expired.expire();
            expired.expire();
            var delivered = deadlines.begin(Duration.ZERO);
            delivered.deliver();
            delivered.expire();
        });
        assertThat(finding.lateness().late().getTotalCount()).isOne();
        assertThat(finding.never()).isZero();
    }

    @Test
    void shouldTellEarlyFromStray() {
        SendDeadlines.Finding finding = watch(() -> {
            var early = deadlines.begin(Duration.ofNanos(Long.MAX_VALUE));
            early.strike(early);
            deadlines.begin(Duration.ofHours(2)).strike(early);
        });
        assertThat(finding.lateness().earlyMax().getAsLong()).isGreaterThan(3_599_000_000_000L);
        assertThat(finding.strays()).isOne();
    }
}
