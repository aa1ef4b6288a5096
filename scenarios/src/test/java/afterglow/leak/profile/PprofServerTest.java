package afterglow.leak.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PprofServerTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private PprofServer server;

    @BeforeEach
    void start() throws Exception {
        server = new PprofServer(0, "a <test>", () -> 42);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldShowPeopleWhatLives() throws Exception {
        HttpResponse<byte[]> index = get("");
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(new String(index.body(), StandardCharsets.UTF_8))
                .contains("a &lt;test&gt;")
                .contains("42 sends")
                .contains("Process " + ProcessHandle.current().pid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "allocs", "profile?seconds=1"})
    void shouldAnswerInPprofsFormat(String path) throws Exception {
        HttpResponse<byte[]> profile = get(path);
        assertThat(profile.statusCode()).isEqualTo(200);
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(profile.body()))) {
            String text = new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(text)
                    .contains(path.equals("heap") ? "inuse_space" : path.equals("allocs") ? "alloc_space" : "cpu");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "ten", "", "1e3", "601", "99999999999"})
    void shouldRefuseBadSeconds(String seconds) throws Exception {
        assertThat(get("profile?seconds=" + seconds).statusCode()).isEqualTo(400);
    }

    @Test
    void shouldNotTakeTwoCpuProfilesAtOnce() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> first =
                client.sendAsync(request("profile?seconds=5"), HttpResponse.BodyHandlers.ofByteArray());
        CompletableFuture<HttpResponse<byte[]>> second =
                client.sendAsync(request("profile?seconds=5"), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(new int[] {first.get().statusCode(), second.get().statusCode()})
                .containsExactlyInAnyOrder(200, 409);
        assertThat(get("profile?seconds=1").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldKnowNoOtherPath() throws Exception {
        assertThat(get("nothing").statusCode()).isEqualTo(404);
        assertThat(get("").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldRefuseToBeWritten() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(uri("heap"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void shouldNotShareItsPort() {
        assertThatThrownBy(() -> new PprofServer(server.port(), "", () -> 0)).isInstanceOf(BindException.class);
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return client.send(request(path), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(uri(path)).build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + "/debug/pprof/" + path);
    }
}
