package com.acme;

/** Its third send throws. */
public final class FailingSends implements Runnable {

    private int sent;

    @Override
    public void run() {
        if (++sent == 3) {
            throw new IllegalStateException("no broker");
        }
    }
}
