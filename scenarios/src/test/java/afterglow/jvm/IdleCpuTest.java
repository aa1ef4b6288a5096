package afterglow.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All of it on a machine each of whose cores has two more threads to burn it. */
class IdleCpuTest {

    private static final Duration WINDOW = Duration.ofMillis(500);
    private static final double SHARE = 0.1;
    private static final int MOST_WINDOWS = 40;

    private volatile boolean over;

    @BeforeEach
    void burnAllCores() {
        assumeTrue(Files.exists(Path.of("/proc/thread-self/schedstat")), "the system tells how long a thread waited");
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            start("burns", Thread::onSpinWait);
        }
    }

    @AfterEach
    void end() {
        over = true;
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // what is tried here
    void shouldFindThreadsThatSpinAndYield() throws Exception {
        assertThat(convicted("yields", Thread::yield).isMoreThan(SHARE)).isTrue();
    }

    @Test
    void shouldFindThreadsThatSpin() throws Exception {
        assertThat(convicted("spins", Thread::onSpinWait).isMoreThan(SHARE)).isTrue();
    }

    @Test
    void shouldFindThreadsOfNamesThatTheSystemShortens() throws Exception {
        assertThat(convicted("spins-äöü-and-has-a-long-name", Thread::onSpinWait)
                        .isMoreThan(SHARE))
                .isTrue();
    }

    @Test
    void shouldTakeNoThreadThatWakesEachMillisecondForOneThatSpins() throws Exception {
        IdleCpu cpu = cpuOf("ticks", () -> LockSupport.parkNanos(1_000_000));
        assertThat(cpu.isMoreThan(SHARE)).as("%s", cpu).isFalse();
    }

    /** One after another; what each of them wanted is gone with it. */
    @Test
    void shouldNotClearThreadsThatSpinForAShortTimeEach() throws Exception {
        OwnThreads own = new OwnThreads("afterglow-");
        start("starts others", () -> {
            Thread thread = new Thread(IdleCpuTest::spin30Millis, "short");
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        IdleCpu cpu = IdleCpu.of(own, WINDOW);
        assertThat(cpu.isAtMost(SHARE)).as("%s", cpu).isFalse();
    }

    private static void spin30Millis() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < 30_000_000) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldClearThreadsThatSleep() throws Exception {
        IdleCpu cpu = cpuOf("sleeps", () -> LockSupport.parkNanos(1_000_000_000));
        assertThat(cpu.isAtMost(SHARE)).as("%s", cpu).isTrue();
        assertThat(cpu.threads()).isEqualTo(1);
    }

    /** The JVM may stop a starved thread for a moment, and then a window tells nothing; but none may clear the thread. */
    private IdleCpu convicted(String name, Runnable rest) throws InterruptedException {
        OwnThreads own = new OwnThreads("afterglow-");
        start(name, rest);
        IdleCpu cpu = IdleCpu.of(own, WINDOW);
        for (int window = 1; window < MOST_WINDOWS && !cpu.isMoreThan(SHARE); window++) {
            assertThat(cpu.isAtMost(SHARE)).as("%s", cpu).isFalse();
            cpu = IdleCpu.of(own, WINDOW);
        }
        return cpu;
    }

    private IdleCpu cpuOf(String name, Runnable rest) throws InterruptedException {
        OwnThreads own = new OwnThreads("afterglow-");
        start(name, rest);
        return IdleCpu.of(own, WINDOW);
    }

    private void start(String name, Runnable rest) {
        Thread thread = new Thread(
                () -> {
                    while (!over) {
                        rest.run();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
