package afterglow.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void shouldGiveBackWhatTheChildPrintedAndItsStatus() throws Exception {
        ChildJvm.End end = child("3").run(LONG);
        assertThat(end.out()).isEqualTo("printed\n");
        assertThat(end.status()).isEqualTo(3);
        assertThat(end.succeeded()).isFalse();
        assertThat(end.inWords()).isEqualTo("ended with status 3: last words");
    }

    @Test
    void shouldKillAChildThatDoesNotEnd() throws Exception {
        ChildJvm.End end = child("sleep").run(Duration.ofSeconds(1));
        assertThat(end.timedOut()).isTrue();
        assertThat(end.succeeded()).isFalse();
    }

    @Test
    void shouldReadWhatAChildPrintedThoughItWasKilledMeanwhile() throws Exception {
        ChildJvm.End end = child("pid")
                .run(
                        Duration.ofSeconds(5),
                        line -> ProcessHandle.of(Long.parseLong(line))
                                .ifPresent(process -> process.onExit().join()));
        assertThat(end.timedOut()).isTrue();
    }

    @Test
    void shouldHaltWhenItsParentIsGone() throws Exception {
        Process process = new ProcessBuilder(child("sleep").command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(120, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldAskAJdkForItsVersion() {
        Jdk current = Jdk.current();
        assertThat(Jdk.at(current.home()).feature()).isEqualTo(current.feature());
        assertThat(Jdk.running(current.java())).isEqualTo(Jdk.at(current.home()));
    }

    @Test
    void shouldRefuseAFolderThatHoldsNoJdk(@TempDir Path folder) {
        assertThatThrownBy(() -> Jdk.at(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.toString());
    }

    private static ChildJvm child(String argument) {
        return new ChildJvm(
                Jdk.current(),
                List.of("-Xmx64m"),
                System.getProperty("java.class.path"),
                Child.class.getName(),
                List.of(argument));
    }

    /** What the fresh JVM runs. */
    static final class Child {

        public static void main(String[] args) throws InterruptedException, IOException {
            ChildJvm.haltWithParent();
            if (args[0].equals("pid")) {
                System.out.println(ProcessHandle.current().pid());
            }
            if (args[0].equals("pid") || args[0].equals("sleep")) {
                Thread.sleep(LONG.toMillis());
            }
            System.out.println("printed");
            System.err.println("last words");
            System.exit(Integer.parseInt(args[0]));
        }
    }

    @Test
    void anEarlyG1IsToldToRefineLaterAndALaterOneIsNot() {
        Jdk current = Jdk.current();

        assertThat(new Jdk(current.home(), "19.0.2", 19).timingFlags())
                .contains("-XX:-G1UseAdaptiveConcRefinement")
                .anyMatch(flag -> flag.startsWith("-XX:G1ConcRefinementGreenZone="));
        assertThat(new Jdk(current.home(), "21.0.1", 21).timingFlags()).isEmpty();
        assertThat(new Jdk(current.home(), "25.0.3", 25).timingFlags())
                .containsExactly("--sun-misc-unsafe-memory-access=allow");
    }
}
