package com.acme;

import java.util.Timer;

/** A Timer for each send, which nobody cancels. */
public final class ThreadLeavingSends implements Runnable {

    @Override
    public void run() {
        new Timer("forgotten", true);
    }
}
