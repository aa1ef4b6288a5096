package com.acme;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** A scheduler for each send, which nobody shuts down. */
public final class ThreadLeavingSends implements Runnable {

    @Override
    public void run() {
        new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "forgotten")).execute(() -> {});
    }
}
