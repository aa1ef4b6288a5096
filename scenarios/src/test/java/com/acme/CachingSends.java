package com.acme;

import java.util.LinkedHashMap;
import java.util.Map;

/** Sends that are remembered by a cache of 5,000 entries. */
public final class CachingSends implements Runnable {

    private static final int MOST = 5_000;
    private static final Map<Long, byte[]> CACHE = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > MOST;
        }
    };

    private static long sent;

    @Override
    public void run() {
        synchronized (CACHE) {
            CACHE.put(++sent, new byte[16]);
        }
    }
}
