package afterglow.timeout.wheel;

import afterglow.timeout.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A program that arms and arms, on every processor at once and beside threads that keep the collector busy, and says how
 * many expiries came, and how many of them early. {@link WheelSoakTest} stops and continues it meanwhile.
 */
final class WheelSoak {

    private static final int LANES = 64;
    private static final long MOST_NANOS = 3_000_000;

    private WheelSoak() {}

    /** Arguments: how many arms in all, and the wheel's arm. */
    public static void main(String[] args) throws InterruptedException {
        long arms = Long.parseLong(args[0]);
        int threads = Runtime.getRuntime().availableProcessors();
        AtomicLong expiries = new AtomicLong();
        AtomicLong early = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<byte[]> churn = new AtomicReference<>();
        Thread garbage = new Thread(() -> {
            while (!over.get()) {
                churn.set(new byte[100_000]);
            }
        });
        garbage.setDaemon(true);
        garbage.start();
        long forgotten = 0;
        try (Wheel wheel = new Wheel(Wheel.Arm.valueOf(args[1]))) {
            List<Armer> armers = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                Armer armer = new Armer(wheel, arms / threads, thread, expiries, early, wrong);
                armers.add(armer);
                armer.start();
            }
            System.out.println("started");
            for (Armer armer : armers) {
                armer.join();
            }
            // The last arms have minutes to expire, on a machine however busy.
            for (int attempt = 0; attempt < 6_000; attempt++) {
                forgotten = armers.stream().mapToLong(Armer::outstanding).sum();
                if (forgotten == 0) {
                    break;
                }
                Thread.sleep(10);
            }
        }
        over.set(true);
        System.out.println("arms " + arms / threads * threads + " expiries " + expiries + " early " + early + " wrong "
                + wrong + " forgotten " + forgotten);
        System.exit(early.get() + wrong.get() + forgotten == 0 ? 0 : 1);
    }

    /** A thread with lanes of its own, most of whose sends end before their time. */
    private static final class Armer extends Thread {

        private final Wheel wheel;
        private final long arms;
        private final Random random;
        private final AtomicLong expiries;
        private final AtomicLong early;
        private final AtomicLong wrong;
        private final List<Lane> lanes = new ArrayList<>();

        Armer(Wheel wheel, long arms, int seed, AtomicLong expiries, AtomicLong early, AtomicLong wrong) {
            this.wheel = wheel;
            this.arms = arms;
            this.random = new Random(seed);
            this.expiries = expiries;
            this.early = early;
            this.wrong = wrong;
            for (int lane = 0; lane < LANES; lane++) {
                lanes.add(new Lane());
            }
        }

        long outstanding() {
            return lanes.stream().filter(lane -> lane.armed != lane.expired).count();
        }

        @Override
        public void run() {
            for (long arm = 0; arm < arms; arm++) {
                lanes.get(random.nextInt(LANES)).send(random.nextLong(MOST_NANOS));
            }
        }

        private final class Lane {

            // Deadlines by ticket: an expiry of the send before last must not be measured by a later one's.
            private final long[] deadlines = new long[1024];
            private final Timeout timeout = wheel.open(this::expire);
            private volatile long armed;
            private volatile long expired;

            void send(long nanos) {
                long ticket = armed + 1;
                timeout.disarm();
                deadlines[(int) ticket & 1023] = System.nanoTime() + nanos;
                armed = ticket;
                timeout.arm(nanos, ticket);
            }

            private void expire(long ticket) {
                long now = System.nanoTime();
                long current = armed;
                long deadline = deadlines[(int) ticket & 1023];
                if (current - ticket < 1000 && now - deadline < 0) {
                    early.incrementAndGet();
                }
                if (ticket <= expired || ticket > armed) {
                    wrong.incrementAndGet();
                }
                expired = ticket;
                expiries.incrementAndGet();
            }
        }
    }
}
