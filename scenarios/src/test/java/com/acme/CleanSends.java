package com.acme;

/** Sends that leave nothing. */
public final class CleanSends implements Runnable, AutoCloseable {

    private long sent;

    @Override
    public void run() {
        sent += String.valueOf(sent).length();
    }

    @Override
    public void close() {
        sent = 0;
    }
}
