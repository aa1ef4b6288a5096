package afterglow.accuracy;

import java.util.ArrayList;
import java.util.List;

/** Threads that burn a core each. */
final class Burners implements Disturbance {

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    Burners(int cores) {
        for (int i = 0; i < cores; i++) {
            Thread thread = new Thread(this::burn, OwnThreads.HARNESS + "burner-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    @Override
    public long end() {
        over = true;
        return threads.size();
    }

    private void burn() {
        while (!over) {
            // The look is the work; onSpinWait would leave a core's other half to somebody else.
        }
    }
}
