package com.acme;

/** Its first send throws. */
public final class ThrowingSends implements Runnable {

    @Override
    public void run() {
        throw new IllegalArgumentException("no broker");
    }
}
