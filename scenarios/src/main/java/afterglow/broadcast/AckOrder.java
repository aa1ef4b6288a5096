package afterglow.broadcast;

import afterglow.timeout.Labelled;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** In what order the subscribers of an in-flight broadcast acknowledge it. */
public enum AckOrder implements Labelled {
    /** As it was sent to them. */
    IN_ORDER,
    /** In an order of chance, the same in every run. */
    SHUFFLED;

    private static final long SEED = 5;

    /** The positions of so many subscribers, in this order. */
    int[] of(int subscribers) {
        List<Integer> order =
                Arrays.asList(IntStream.range(0, subscribers).boxed().toArray(Integer[]::new));
        if (this == SHUFFLED) {
            Collections.shuffle(order, new Random(SEED));
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
