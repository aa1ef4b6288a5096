package com.acme;

import java.util.concurrent.atomic.AtomicBoolean;

/** A client of which there may be one at a time, as if it had a port of its own. */
public final class LoneSends implements Runnable, AutoCloseable {

    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    /** The one. */
    public LoneSends() {
        if (TAKEN.getAndSet(true)) {
            throw new IllegalStateException("the port is taken");
        }
    }

    @Override
    public void run() {}

    @Override
    public void close() {
        TAKEN.set(false);
    }
}
