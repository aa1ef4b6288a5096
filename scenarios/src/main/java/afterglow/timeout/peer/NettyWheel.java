package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Netty's {@link HashedWheelTimer}, one for all lanes: a new timeout for each send, cancelled when the send is over.
 *
 * <p>Arming and cancelling only queue; the wheel's thread sorts both in at its next tick, so a cancelled timeout lives on
 * for up to a tick. The trap: the default tick of 100 ms makes a timeout of 5 ms one of up to 105.
 *
 * <p>The use: <a href="https://netty.io/4.2/api/io/netty/util/HashedWheelTimer.html">its Javadoc</a> asks for one instance for the
 * whole application, and recommends the default tick for I/O timeouts.
 */
public final class NettyWheel implements TimeoutStrategy {

    private final HashedWheelTimer timer;

    private NettyWheel(HashedWheelTimer timer) {
        this.timer = timer;
        // Now, because the first timeout would wait for the thread to come up.
        timer.start();
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new FreshTimer<io.netty.util.Timeout>(
                (nanos, ticket) ->
                        timer.newTimeout(fired -> expiry.tell(ticket), Math.max(nanos, 0), TimeUnit.NANOSECONDS),
                armed -> armed.cancel());
    }

    @Override
    public Object retentionRoot() {
        return timer;
    }

    @Override
    public void close() {
        timer.stop();
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "netty-wheel",
                                    Family.PEER,
                                    "Netty's HashedWheelTimer, shared, tick of 1 ms; cancelled")
                            // To the end of the tick, and the thread sleeps whole milliseconds.
                            .granularity(Duration.ofMillis(2)),
                    () -> new NettyWheel(
                            new HashedWheelTimer(DaemonThreads.named("netty-wheel"), 1, TimeUnit.MILLISECONDS)),
                    () -> HashedWheelTimer.class);
        }
    }

    public static final class DefaultTick extends BuiltIn {
        public DefaultTick() {
            super(
                    Descriptor.of(
                                    "netty-wheel-default",
                                    Family.PEER,
                                    "Netty's HashedWheelTimer, shared, with its default tick of 100 ms; cancelled")
                            .granularity(Duration.ofMillis(101)),
                    () -> new NettyWheel(new HashedWheelTimer(DaemonThreads.named("netty-wheel-default"))),
                    () -> HashedWheelTimer.class);
        }
    }
}
