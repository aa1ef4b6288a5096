package com.acme;

/** Its first send ends the JVM, with the status that a command line has for bad input. */
public final class QuittingSends implements Runnable {

    @Override
    public void run() {
        System.exit(2);
    }
}
