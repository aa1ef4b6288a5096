package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.cli.Cli;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.floor.Park;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gate with real runs: ten of the same code raise no alarm, a fifth more time for a send and 8 B more are found. Run, with
 * nothing else to do on the machine, by {@code mvn -Pslow -pl benchmarks -am test -Dtest=GateRepetitionTest
 * -Dsurefire.failIfNoSpecifiedTests=false}; {@code -Dgate.generations=N} for more generations, and {@code
 * -Dgate.alike=N} for fewer runs of the same code.
 */
@Tag("slow")
class GateRepetitionTest {

    private static final int ALIKE = Integer.getInteger("gate.alike", 10);
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String GENERATIONS = System.getProperty("gate.generations", "5");

    @TempDir
    private Path folder;

    @Test
    void shouldRaiseNoAlarmTenTimesAndFindWhatIsPlanted() throws IOException {
        assertThat(run(Usual.class, "--out", baseline().toString())).isZero();
        List<Integer> alike = new ArrayList<>();
        for (int run = 1; run <= ALIKE; run++) {
            alike.add(held(Usual.class, "alike" + run));
        }
        int slower = held(Slower.class, "slower");
        int fatter = held(Fatter.class, "fatter");
        System.out.printf("Alike: %s. A fifth slower: %d. 8 B more: %d.%n", alike, slower, fatter);

        assertThat(alike).containsOnly(0);
        assertThat(fatter).isEqualTo(Cli.GATE_FAILED);
        assertThat(slower).isEqualTo(Cli.GATE_FAILED);
    }

    private Path baseline() {
        return folder.resolve("baseline");
    }

    private int held(Class<? extends StrategyProvider> build, String name) throws IOException {
        return run(
                build,
                "--baseline",
                baseline().toString(),
                "--out",
                folder.resolve(name).toString());
    }

    /** Runs one build of the strategy, and returns the exit code. */
    private int run(Class<? extends StrategyProvider> build, String... more) throws IOException {
        Path classPath = folder.resolve(build.getSimpleName());
        Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
        Files.writeString(services.resolve(StrategyProvider.class.getName()), build.getName());
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--classpath", classPath.toString(), "--strategies", "none,planted"));
        arguments.addAll(List.of("--subscribers", "100", "--generations", GENERATIONS));
        // A run gives its forks the class path that this property names, and leaves it with the strategy's build in it.
        System.setProperty("java.class.path", CLASS_PATH);
        return Cli.of(new Main()).execute(arguments.toArray(String[]::new));
    }

    /** A strategy of which nearly all of a send's time is work, so that the one grows as the other does. */
    abstract static class Build implements StrategyProvider {

        private final int work;
        private final int bytes;

        Build(int work, int bytes) {
            this.work = work;
            this.bytes = bytes;
        }

        @Override
        public Descriptor descriptor() {
            return Descriptor.of("planted", Family.CUSTOM, "works and allocates")
                    .blockingOnly();
        }

        @Override
        public TimeoutStrategy create() {
            TimeoutStrategy park = new Park();
            return expiry -> new Laborious(park.open(expiry), work, bytes);
        }
    }

    /** A timeout that works first. */
    private static final class Laborious implements Timeout {

        private final Timeout timeout;
        private final int work;
        private final int bytes;
        private long worked = 1;
        private byte[] made = {};

        Laborious(Timeout timeout, int work, int bytes) {
            this.timeout = timeout;
            this.work = work;
            this.bytes = bytes;
        }

        @Override
        public void arm(long nanos, long ticket) {
            // Each turn needs the one before, and the field keeps the last: nothing can be left out.
            long value = worked + made.length;
            for (int turn = work; turn > 0; turn--) {
                value += (value * 0x5DEECE66DL + 0xBL + turn) & 0xFFFFFFFFFFFFL;
            }
            worked = value;
            made = new byte[bytes];
            timeout.arm(nanos, ticket);
        }

        @Override
        public void disarm() {
            timeout.disarm();
        }

        @Override
        public long parkNanos() {
            return timeout.parkNanos();
        }
    }

    /** What the baseline is measured with. */
    public static final class Usual extends Build {
        public Usual() {
            super(40, 8);
        }
    }

    /** A fifth more time for the whole send: a quarter of it is not this work. */
    public static final class Slower extends Build {
        public Slower() {
            super(51, 8);
        }
    }

    /** 8 B more for each send. */
    public static final class Fatter extends Build {
        public Fatter() {
            super(40, 16);
        }
    }
}
