package afterglow.judge;

/**
 * One measured slice of one strategy's JVM. NaN is an unknown figure.
 *
 * @param generation the set of JVMs it belongs to, from 1 on
 * @param strategy whose JVM
 * @param life which JVM of that strategy in the generation, from 1 on: a run that was resumed has a second
 * @param round the micro-round
 * @param sends how many sends it made
 * @param nanos for each send
 * @param bytes allocated for each send
 * @param waitShare the part of the measuring thread's time that it waited for a core
 * @param cpuMillis the process's CPU time in it
 * @param parkedMillis from the end of the JVM's slice before to its beginning
 * @param parkedCpuMillis the process's CPU time in that
 * @param idlePercent of one core: what the JVM burns while it is parked for long
 * @param jitMillis compilation in it
 * @param ownThreads threads that the strategy has
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
