package afterglow.contract;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps the 20 lanes that closed last, however many there are. */
final class KeepsLastLanes extends Suspect {

    private static final int LANES = 20;

    private final Deque<Expiry> last = new ArrayDeque<>();

    @Override
    public Timeout open(Expiry expiry) {
        return new Timer(expiry) {
            @Override
            public void close() {
                synchronized (last) {
                    last.add(expiry);
                    if (last.size() > LANES) {
                        last.remove();
                    }
                }
            }
        };
    }
}
