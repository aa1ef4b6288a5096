package afterglow.judge;

/** A measured slice of one strategy's JVM: the columns of its table that the judge uses. NaN is an unknown figure. */
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

    /** What the process burned between the slice before and this one, less what it burns idle, in ms; NaN if unknown. */
    double debtMillis(Slice before) {
        double idle = Double.isNaN(idlePercent) ? 0 : idlePercent / 100;
        return before.life == life && before.round + 1 == round ? parkedCpuMillis - idle * parkedMillis : Double.NaN;
    }
}
