package com.acme;

/** Its first send ends the JVM. */
public final class ExitingSends implements Runnable {

    @Override
    public void run() {
        System.exit(0);
    }
}
