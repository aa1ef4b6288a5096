package afterglow.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LiveJvmTest {

    @Test
    void shouldReadWhatEachCollectorSaysOfItsHeap() {
        assertThat(LiveJvm.usedBytes("""
                         PSYoungGen      total 113152K, used 13619K [0x0000000782700000, 0x0000000800000000)
                          eden space 97280K, 14% used [0x0000000782700000,0x000000078344ce98,0x0000000788600000)
                         ParOldGen       total 258048K, used 1K [0x0000000687400000, 0x0000000782700000)
                         Metaspace       used 497K, committed 704K, reserved 1114112K
                          class space    used 42K, committed 128K, reserved 1048576K
                        """)).isEqualTo(13_620L << 10);
        assertThat(LiveJvm.usedBytes("ZHeap            used 6M, capacity 378M, max capacity 6028M\n Cache  372M (1)"))
                .isEqualTo(6L << 20);
        assertThat(LiveJvm.usedBytes(
                        "garbage-first heap   total reserved 6172672K, committed 393216K, used 5262K [0x0)"))
                .isEqualTo(5_262L << 10);
        assertThat(LiveJvm.usedBytes("""
                        Shenandoah Heap
                         1024M max, 1024M soft max, 128M committed, 33792K used
                         512 x 2048 K regions
                        """)).isEqualTo(33_792L << 10);
    }

    /** A class of a web application that was deployed anew is there twice; a census counts both under one name. */
    @Test
    void shouldNameASubclassOfTwoLoadersOnce() {
        assertThat(LiveJvm.typesFrom("java.util.TimerTask", """
                        java.lang.Object/null
                        |--java.util.TimerTask/null
                        |  |--com.acme.Session$Expiry/0x00007f1c4c0a1b20
                        |  |--com.acme.Session$Expiry/0x00007f1c4c1b2c30
                        |  |  |--com.acme.Late/0x00007f1c4c1b2c30
                        """))
                .containsExactly("java.util.TimerTask", "com.acme.Session$Expiry", "com.acme.Late");
    }

    @Test
    void shouldKnowItsTimers() {
        assertThat(TimerClass.all()).hasSizeGreaterThan(20).allSatisfy(timer -> {
            assertThat(timer.meaning()).isNotBlank();
            assertThat(timer.advice()).endsWith(".");
        });
        assertThat(TimerClass.all().stream().filter(timer -> timer.ridesOn().contains(QueueAgent.SCHEDULED)))
                .extracting(TimerClass::simpleName)
                .contains("Timeout", "WorkerTask", "ScheduledAction");
    }

    @Test
    void shouldNotTouchWhatIsNoJvm() throws Exception {
        Process sleeping = new ProcessBuilder("sleep", "120").start();
        try {
            assertThatThrownBy(() -> LiveJvm.attach(sleeping.pid()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not a JVM");
            assertThat(sleeping.isAlive()).isTrue();
        } finally {
            sleeping.destroyForcibly().waitFor();
        }
        assertThatThrownBy(() -> LiveJvm.attach(sleeping.pid())).isInstanceOf(IllegalArgumentException.class);
    }
}
