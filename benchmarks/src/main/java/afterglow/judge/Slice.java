package afterglow.judge;

/**
 * One measured slice of one strategy's JVM: the columns of the slices' tables that the judge goes by. NaN is an unknown figure.
 */
record Slice(
        long generation,
        String strategy,
        long life,
        long round,
        double sends,
        double nanos,
        double bytes,
        double waitShare,
        double cpuMillis,
        double parkedMillis,
        double parkedCpuMillis,
        double idlePercent,
        double jitMillis,
        double ownThreads) {

    /** What the process burned from its beginning to the next one's, in ns, less what it burns idle; NaN if unknown. */
    double cpuNanosUntil(Slice next) {
        boolean follows = next.life == life && next.round == round + 1;
        double idle = Double.isNaN(next.idlePercent) ? 0 : next.idlePercent / 100;
        return follows ? 1e6 * (cpuMillis + next.parkedCpuMillis - idle * next.parkedMillis) : Double.NaN;
    }
}
