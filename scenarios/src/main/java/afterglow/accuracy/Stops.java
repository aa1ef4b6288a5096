package afterglow.accuracy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A shell that stops this process and lets it continue. It ends by itself and after a continue, whoever else dies, so that no
 * process stays stopped for good; where nobody is left to stop it ends at once.
 */
final class Stops implements Disturbance {

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            stops=$1
            while [ "$stops" -gt 0 ]; do
              sleep 0.1
              kill -STOP "$2" || exit 1
              sleep 0.05
              kill -CONT "$2" || exit 1
              echo stopped
              sleep 0.1
              stops=$((stops - 1))
            done
            """;

    private static final long PERIOD_MILLIS = 250;

    private final Process shell;

    Stops(Duration duration) {
        long stops = Math.max(1, duration.toMillis() / PERIOD_MILLIS);
        try {
            shell = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            SCRIPT,
                            "stops",
                            Long.toString(stops),
                            Long.toString(ProcessHandle.current().pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UnsupportedOperationException("stopping a process needs /bin/sh and kill: " + e.getMessage(), e);
        }
    }

    @Override
    public long end() throws IOException, InterruptedException {
        // Never ended from here: between its stop and its continue there would be nobody to continue this process.
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        shell.waitFor();
        return said.lines().count();
    }
}
