package com.acme;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The same client in a wrapper that notes each answer, and forgets to strike it off. */
public final class LeakyClient extends LoopbackClient {

    private static final Map<Long, Pending> PENDING = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** What is noted. */
    private record Pending(HttpResponse<String> answer) {}

    /** As the client. */
    public LeakyClient() throws IOException {}

    @Override
    public void run() {
        PENDING.put(NUMBERS.incrementAndGet(), new Pending(send()));
    }
}
