package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.watch.TimerVictim;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a JVM of its own, which passes jcmd's commands on, against victims in JVMs of theirs. */
class WatchCommandTest {

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path folder;

    private static Process victim(List<String> options, String... arguments) throws IOException {
        ChildJvm jvm =
                new ChildJvm(Jdk.current(), options, CLASS_PATH, TimerVictim.class.getName(), List.of(arguments));
        Process process = new ProcessBuilder(jvm.command())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }

    private ChildJvm.End watch(Process victim, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("watch", "--csv", folder.toString()));
        arguments.addAll(List.of(options));
        arguments.add(Long.toString(victim.pid()));
        return new ChildJvm(
                        Jdk.current(),
                        List.of("--add-exports=jdk.attach/sun.tools.attach=ALL-UNNAMED"),
                        CLASS_PATH,
                        Main.class.getName(),
                        arguments)
                .run(Duration.ofMinutes(3));
    }

    private Row only() throws IOException {
        List<Row> rows = Table.read(folder, Schema.WATCH);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    @Test
    void shouldFindCancelledTasksAndTheLineThatArmsThem() throws Exception {
        Process victim = victim(List.of("-Xmx256m"), "cancelled", "1000", "600000");
        try {
            ChildJvm.End end = watch(victim, "--deadlines", "--seconds", "10");
            assertThat(end.status()).as(end.out() + end.err()).isEqualTo(Cli.GATE_FAILED);
            assertThat(only().text("verdict")).isEqualTo("piles up");
            assertThat(only().text("armed_at")).startsWith(TimerVictim.class.getName() + ".arm:");
            assertThat(victim.isAlive()).isTrue();
        } finally {
            victim.destroyForcibly();
        }
    }

    @Test
    void shouldSayInOneLineThatAJvmRefuses() throws Exception {
        Process victim = victim(List.of("-XX:+DisableAttachMechanism"), "nothing", "1", "1");
        try {
            ChildJvm.End end = watch(victim);
            assertThat(end.status()).isEqualTo(Cli.ENVIRONMENT);
            assertThat(end.err().lines()).hasSize(1).first().asString().contains("-XX:+DisableAttachMechanism");
            assertThat(victim.isAlive()).isTrue();
        } finally {
            victim.destroyForcibly();
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "leak, 2000, 3000, level, 0",
        "leak, 2000, 60000, filling, 0",
        "leak, 1000, 86400000, filling, 1",
        "listener, 2000, 1000, piles up, 1",
        "timer, 2000, 60000, filling, 0",
        "burst, 200000, 600000, burst, 0",
    })
    void shouldJudge(String kind, String rate, String timeoutMillis, String verdict, int status) throws Exception {
        Process victim = victim(List.of("-Xmx1g"), kind, rate, timeoutMillis);
        try {
            Thread.sleep(5_000);
            ChildJvm.End end = watch(victim, "--deadlines", "--seconds", "10", "--yes");
            assertThat(end.status()).as(end.out() + end.err()).isEqualTo(status);
            assertThat(only().text("verdict")).isEqualTo(verdict);
        } finally {
            victim.destroyForcibly();
        }
    }

    @Tag("slow")
    @Test
    void shouldFindNothingInAServiceWithoutTimers() throws Exception {
        Process victim = victim(List.of(), "nothing", "1", "1");
        try {
            ChildJvm.End end = watch(victim, "--seconds", "10");
            assertThat(end.status()).isZero();
            assertThat(end.out()).contains("clean:");
        } finally {
            victim.destroyForcibly();
        }
    }
}
