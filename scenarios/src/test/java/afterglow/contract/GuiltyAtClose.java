package afterglow.contract;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Faulty strategies whose fault is in how a lane closes. */
final class GuiltyAtClose {

    private GuiltyAtClose() {}

    /** Forgets a lane when it closes, but not one that has had no send. */
    static final class KeepsTheUnused extends Suspect {

        private final Set<Timeout> open = ConcurrentHashMap.newKeySet();

        @Override
        public Timeout open(Expiry expiry) {
            Timeout timeout = new Timer(expiry) {

                private boolean used;

                @Override
                public void arm(long nanos, long ticket) {
                    used = true;
                    super.arm(nanos, ticket);
                }

                @Override
                public void close() {
                    if (used) {
                        open.remove(this);
                    }
                }
            };
            open.add(timeout);
            return timeout;
        }
    }

    /** Keeps its lanes in a list, and looks through it for the one that closes. */
    static final class SearchesAtClose extends Suspect {

        private final List<Expiry> lanes = new ArrayList<>();

        @Override
        public Timeout open(Expiry expiry) {
            synchronized (lanes) {
                lanes.add(expiry);
            }
            return new Timer(expiry) {
                @Override
                public void close() {
                    synchronized (lanes) {
                        lanes.remove(expiry);
                    }
                }
            };
        }
    }

    /** Looks through all that is armed whenever a lane closes. */
    static final class PurgesAtClose extends Suspect {
        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                public void close() {
                    scheduler.purge();
                }
            };
        }
    }

    /** Puts its last lane in the place of one that closes. Guilty if that lane is not told: its expiries are lost. */
    static final class MovesItsLastLane extends Suspect {

        private final boolean tells;
        private final List<Placed> places = new ArrayList<>();

        MovesItsLastLane(boolean tells) {
            this.tells = tells;
        }

        /** A lane that expires through its place. */
        private final class Placed extends Timer {

            private volatile int place;

            Placed(Expiry expiry, int place) {
                super(expiry);
                this.place = place;
            }

            @Override
            void fire(long ticket) {
                if (at(place) == this) {
                    super.fire(ticket);
                }
            }

            @Override
            public void close() {
                free(this);
            }
        }

        @Override
        public synchronized Timeout open(Expiry expiry) {
            Placed lane = new Placed(expiry, places.size());
            places.add(lane);
            return lane;
        }

        private synchronized @Nullable Placed at(int place) {
            return place < places.size() ? places.get(place) : null;
        }

        private synchronized void free(Placed lane) {
            Placed last = places.remove(places.size() - 1);
            if (last != lane && lane.place < places.size()) {
                places.set(lane.place, last);
                if (tells) {
                    last.place = lane.place;
                }
            }
        }
    }

    /** Forgets to forget one lane in a hundred. */
    static final class KeepsOneLaneIn100 extends Suspect {

        private final AtomicInteger opened = new AtomicInteger();
        private final Queue<Timeout> kept = new ConcurrentLinkedQueue<>();

        @Override
        public Timeout open(Expiry expiry) {
            Timeout lane = super.open(expiry);
            if (opened.incrementAndGet() % 100 == 0) {
                kept.add(lane);
            }
            return lane;
        }
    }

    /** Remembers which lanes expired, and forgets only those others that close. */
    static final class KeepsWhatExpired extends Suspect {

        private final Set<Timeout> open = ConcurrentHashMap.newKeySet();

        @Override
        public Timeout open(Expiry expiry) {
            Timer lane = new Timer(expiry) {

                private volatile boolean expired;

                @Override
                void fire(long ticket) {
                    expired = true;
                    super.fire(ticket);
                }

                @Override
                public void close() {
                    if (!expired) {
                        open.remove(this);
                    }
                }
            };
            open.add(lane);
            return lane;
        }
    }

    /** Shares one scheduler with all others of its kind, and counts a user less whenever it is closed. */
    static final class CountsEachClose implements TimeoutStrategy {

        static final String THREAD = "suspect";
        private static final Object LOCK = new Object();

        private static int users;
        private static @Nullable Suspect shared;

        private final Suspect own = used();
        private final Set<Timeout> lanes = ConcurrentHashMap.newKeySet();

        private static Suspect used() {
            synchronized (LOCK) {
                users++;
                shared = shared == null ? new Suspect() : shared;
                return shared;
            }
        }

        @Override
        public Timeout open(Expiry expiry) {
            Timeout lane = own.open(expiry);
            return new Timeout() {
                @Override
                public void arm(long nanos, long ticket) {
                    lanes.add(lane);
                    lane.arm(nanos, ticket);
                }

                @Override
                public void disarm() {
                    lane.disarm();
                    lanes.remove(lane);
                }
            };
        }

        @Override
        public void close() {
            lanes.forEach(Timeout::disarm);
            lanes.clear();
            synchronized (LOCK) {
                users--;
                if (users == 0) {
                    own.close();
                    shared = null;
                }
            }
        }
    }

    /** Hands its expiries to a thread that still tells those that wait when it is closed. */
    static final class TellsAfterClose extends Suspect {

        private final ExecutorService telling = Executors.newSingleThreadExecutor(DaemonThreads.named("telling"));

        @Override
        public Timeout open(Expiry expiry) {
            return new Timer(expiry) {
                @Override
                void fire(long ticket) {
                    telling.execute(() -> super.fire(ticket));
                }
            };
        }

        @Override
        public void close() {
            super.close();
            telling.shutdown();
        }
    }
}
