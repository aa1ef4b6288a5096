package afterglow.judge;

import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The conclusions of a simulated run, for tests of other packages. */
public final class HeadlineRun {

    private HeadlineRun() {}

    /** One generation, the longest id among the strategies. */
    public static Conclusions conclusions(Path folder) throws IOException {
        Path run = new SimulatedRun(folder)
                .with("strategies", String.join(" ", SimulatedRun.STRATEGIES) + " offer-first(scheduled-cancelled)")
                .write(3, 1, Map.of("scheduled-abandoned", 1_000.0), 0);
        return Judge.write(run, Strategies.load());
    }
}
