package com.acme;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer for each send, cancelled at once: the scheduler keeps it until it is due. */
public final class RetainingSends implements Runnable, AutoCloseable {

    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

    @Override
    public void run() {
        scheduler.schedule(() -> {}, 16, TimeUnit.SECONDS).cancel(false);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
