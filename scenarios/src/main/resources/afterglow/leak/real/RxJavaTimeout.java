import afterglow.leak.Program;
import afterglow.leak.trial.LeakStep;
import java.util.concurrent.TimeUnit;
import rx.Scheduler;
import rx.schedulers.Schedulers;

/** RxJava 1: a worker's delayed action, disposed of at once, as its {@code timeout} operator does it for each item. */
public final class RxJavaTimeout implements Program {

    private final Scheduler.Worker worker = Schedulers.computation().createWorker();

    public static void main(String[] args) {
        LeakStep.run(args, RxJavaTimeout::new);
    }

    @Override
    public void send(long timeoutNanos) {
        worker.schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS).unsubscribe();
    }

    @Override
    public void close() {
        worker.unsubscribe();
    }
}
