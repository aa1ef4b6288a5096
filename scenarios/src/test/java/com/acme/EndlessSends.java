package com.acme;

import java.util.concurrent.CountDownLatch;

/** Its first send never returns. */
public final class EndlessSends implements Runnable {

    @Override
    public void run() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
