import afterglow.leak.Program;
import afterglow.leak.trial.LeakStep;
import io.grpc.internal.GrpcUtil;
import io.grpc.internal.SharedResourceHolder;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** gRPC: a call's deadline on the timer that all calls share, cancelled because the call is over. */
public final class GrpcDeadline implements Program {

    private final ScheduledExecutorService timer = SharedResourceHolder.get(GrpcUtil.TIMER_SERVICE);

    public static void main(String[] args) {
        LeakStep.run(args, GrpcDeadline::new);
    }

    @Override
    public void send(long timeoutNanos) {
        timer.schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS).cancel(false);
    }

    @Override
    public void close() {
        SharedResourceHolder.release(GrpcUtil.TIMER_SERVICE, timer);
    }
}
