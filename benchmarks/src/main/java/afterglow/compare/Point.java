package afterglow.compare;

/**
 * A benchmark at a size.
 *
 * @param timing the benchmark
 * @param size of it
 */
record Point(Timing timing, int size) {

    /** The name by which a run that goes on knows it again: {@code broadcast:100}. */
    String identity() {
        return timing.id() + ":" + size;
    }
}
