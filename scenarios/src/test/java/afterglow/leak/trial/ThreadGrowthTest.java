package afterglow.leak.trial;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.leak.Program;
import afterglow.retention.Growth;
import java.net.http.HttpClient;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThreadGrowthTest {

    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void end() {
        over.countDown();
    }

    @Test
    void shouldTakeNoPoolThatFillsForALeak() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            Growth growth = ThreadGrowth.bySend(slowly(timeoutNanos -> pool.execute(() -> {})), 0);
            assertThat(growth.any()).isFalse();
        } finally {
            pool.shutdownNow();
        }
    }

    @Tag("whole")
    @Test
    void shouldSeeThreadsOfDifferentNames() throws Exception {
        Growth growth = ThreadGrowth.bySend(
                slowly(timeoutNanos -> start(UUID.randomUUID().toString().replaceAll("[0-9]", "x"), this::untilOver)),
                0);
        assertThat(growth.names()).containsExactly("*");
        assertThat(growth.objects().perSend()).isBetween(0.5, 1.5);
    }

    @Test
    void shouldNameThreadsOfOneName() throws Exception {
        Growth growth = ThreadGrowth.bySend(slowly(timeoutNanos -> start("left", this::untilOver)), 0);
        assertThat(growth.names()).containsExactly("left");
    }

    @Test
    void shouldGiveTheThreadsOfAClosedProgramSomeTimeToEnd() throws Exception {
        Growth growth = ThreadGrowth.byProgram(() -> timeoutNanos -> start("ending", ThreadGrowthTest::soonOver));
        assertThat(growth.any()).isFalse();
    }

    /** The JDK ends the thread of its HttpClient a few seconds after the client was collected. */
    @Test
    void shouldGiveTheThreadsOfCollectedClientsSomeTimeToEnd() throws Exception {
        Growth growth = ThreadGrowth.bySend(
                slowly(timeoutNanos ->
                        assertThat(HttpClient.newHttpClient().version()).isNotNull()),
                0);
        assertThat(growth.any()).isFalse();
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("HttpClient-"))) {
            System.gc();
            Thread.sleep(100);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void soonOver() {
        try {
            Thread.sleep(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A program that has time for one send where many are asked for. */
    private static Program slowly(Program sends) {
        return new Program() {
            @Override
            public void send(long timeoutNanos) throws InterruptedException {
                sends.send(timeoutNanos);
            }

            @Override
            public long run(long count, long timeoutNanos) throws InterruptedException {
                send(timeoutNanos);
                return 1;
            }
        };
    }
}
