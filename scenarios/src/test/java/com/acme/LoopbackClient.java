package com.acme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A user's client: a request to the server whose port a file names, with a timeout, is a send. */
public class LoopbackClient implements Runnable {

    /** Where the test's server says which port it has; in the folder that all JVMs of a test are started in. */
    public static final Path PORT = Path.of("target", "loopback-port.txt");

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;

    /** A client of the server that runs. */
    public LoopbackClient() throws IOException {
        request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Files.readString(PORT) + "/"))
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    @Override
    public void run() {
        send();
    }

    /** Sends, and returns the answer. */
    protected HttpResponse<String> send() {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
