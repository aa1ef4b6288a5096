package com.acme;

/** Cannot be made without an argument. */
public final class PickySends implements Runnable {

    private final String broker;

    /** Sends to a broker. */
    public PickySends(String broker) {
        this.broker = broker;
    }

    @Override
    public void run() {
        System.out.println(broker);
    }
}
