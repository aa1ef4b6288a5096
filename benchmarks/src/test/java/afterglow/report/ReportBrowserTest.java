package afterglow.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page in a real browser; skipped where none is installed. */
class ReportBrowserTest {

    private static final int WIDE = 1400;

    /** What each picture's marks are, counted in the tables that SyntheticRun writes. */
    private static final Map<String, Integer> MARKS = Map.ofEntries(
            Map.entry("price", 72),
            Map.entry("live", 80),
            Map.entry("cost-subscribers", 36),
            Map.entry("cost-outstanding", 36),
            Map.entry("debt", 2 * 72 + 12),
            Map.entry("lateness", 2 * (5 * 5 + 1)),
            Map.entry("trade", 10),
            Map.entry("classes", 4),
            Map.entry("control", 24));

    /** Shows one choice of a picture after the other and counts what was drawn of each. */
    private static final String COUNT_MARKS = """
            const figure = document.getElementById(arguments[0]), select = figure.querySelector('select');
            let marks = 0, paths = 0;
            for (const option of select ? [...select.options] : [null]) {
              if (option) { select.value = option.value; select.dispatchEvent(new Event('change')); }
              const chart = echarts.getInstanceByDom(figure.querySelector('.chart'));
              chart.getModel().eachSeries(series => {
                if (series.subType === 'custom' || series.get('silent')) return;
                const data = series.getData();
                data.each(i => {
                  const mark = data.getItemGraphicEl(i);
                  if (!mark || mark.ignore) return;
                  const box = mark.getBoundingRect(), at = mark.transformCoordToGlobal(box.x, box.y);
                  if (at[0] > -20 && at[1] > -20 && at[0] < chart.getWidth() + 20 && at[1] < chart.getHeight() + 20) marks++;
                });
              });
              paths += figure.querySelectorAll('.chart svg path').length;
            }
            return [marks, paths];
            """;

    @TempDir
    static Path folder;

    private static @Nullable ChromeDriver browser;

    @BeforeAll
    static void open() throws IOException {
        Optional<File> chromium = installed("chromium", "google-chrome", "chrome");
        Optional<File> driver = installed("chromedriver");
        assumeTrue(
                chromium.isPresent() && driver.isPresent(),
                "no chromium with its chromedriver on the PATH; Debian's packages are chromium and chromium-driver");
        Report.write(List.of(SyntheticRun.write(folder.resolve("run"))), folder.resolve("report.html"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(chromium.orElseThrow())
                .addArguments(
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--window-size=1400,1000");
        options.setCapability("goog:loggingPrefs", logs);
        // The accessibility checker took longer than the driver's 30 s on a busy machine.
        options.setScriptTimeout(Duration.ofMinutes(5));
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.orElseThrow())
                        .build(),
                options);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    private static void load(String scheme, int pixels) {
        media(scheme, "screen");
        width(pixels);
        // What earlier pages said is none of this one's.
        browser().manage().logs().get(LogType.BROWSER);
        browser().manage().logs().get(LogType.PERFORMANCE);
        browser().get(folder.resolve("report.html").toUri().toString());
    }

    @Test
    void shouldSayNothingOnTheConsoleAndAskTheNetworkForNothing() {
        load("light", WIDE);
        assertThat(browser().manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        List<String> requests = browser().manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("Network.requestWillBeSent\""))
                .toList();
        assertThat(requests)
                .isNotEmpty()
                .allSatisfy(request ->
                        assertThat(request).contains("\"url\":\"file:///").contains("report.html"));
        assertThat(browser().getTitle()).contains("What your timeouts leave behind");
    }

    @Test
    void shouldDrawAMarkForEachRowOfTheTables() {
        load("light", WIDE);
        List<String> drawn = browser().findElements(By.tagName("figure")).stream()
                .map(figure -> figure.getAttribute("id"))
                .toList();
        assertThat(drawn).containsExactlyInAnyOrderElementsOf(MARKS.keySet());
        MARKS.forEach((picture, marks) -> {
            List<?> counted = (List<?>) run(COUNT_MARKS, picture);
            assertThat(counted.get(0)).as(picture).isEqualTo((long) marks);
            assertThat((long) counted.get(1)).as(picture).isGreaterThan(marks);
        });
    }

    @Test
    void shouldShowTheSameFiguresBelowEachPicture() {
        load("light", WIDE);
        MARKS.forEach((picture, marks) -> {
            run("document.querySelector('#' + arguments[0] + ' details').open = true", picture);
            run("document.querySelector('#' + arguments[0] + ' details').dispatchEvent(new Event('toggle'))", picture);
            assertThat(browser().findElements(By.cssSelector("#" + picture + " .figures tbody tr")))
                    .as(picture)
                    .hasSize(marks);
        });
    }

    @Test
    void shouldSortByNumberBothWays() {
        load("light", WIDE);
        WebElement price = browser().findElement(By.xpath("//th/button[starts-with(., 'adds at 100')]"));
        price.click();
        assertThat(strategies().get(0)).isEqualTo("none");
        assertThat(strategies().get(11)).isEqualTo("scheduled-abandoned");
        price.click();
        assertThat(strategies().get(0)).isEqualTo("scheduled-abandoned");
        assertThat(browser().findElements(By.cssSelector("th[aria-sort=descending]")))
                .hasSize(1);
    }

    @Test
    void shouldFilterTableAndPicturesByFamily() {
        load("light", WIDE);
        browser().findElement(By.cssSelector("input[value=fresh]")).click();
        assertThat(strategies()).hasSize(10).doesNotContain("scheduled-abandoned");
        assertThat(browser().findElement(By.id("shown")).getText()).isEqualTo("10 of 12 rows");
        assertThat(((List<?>) run(COUNT_MARKS, "price")).get(0)).isEqualTo(60L);
        browser().findElement(By.cssSelector("input[value='JDK 25']")).click();
        assertThat(strategies()).hasSize(5);
        browser().findElement(By.cssSelector("input[value=fresh]")).click();
        browser().findElement(By.cssSelector("input[value='JDK 25']")).click();
        assertThat(strategies()).hasSize(12);
    }

    @Test
    void shouldShowMarkupAsText() {
        load("light", WIDE);
        assertThat(browser().findElements(By.tagName("img"))).isEmpty();
        assertThat(strategies()).contains(SyntheticRun.MARKUP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void shouldPassTheAccessibilityChecker(String scheme) throws IOException {
        load(scheme, WIDE);
        MARKS.keySet()
                .forEach(
                        picture -> run("document.querySelector('#' + arguments[0] + ' details').open = true", picture));
        String axe = "/META-INF/resources/webjars/axe-core/" + System.getProperty("axe-core.version") + "/axe.min.js";
        try (InputStream in = Objects.requireNonNull(ReportBrowserTest.class.getResourceAsStream(axe), axe)) {
            run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Object found = browser().executeAsyncScript("""
                        const done = arguments[arguments.length - 1];
                        axe.run({resultTypes: ["violations"]}).then(result => done(result.violations.map(
                          rule => rule.id + ': ' + rule.nodes.map(node => node.html.slice(0, 200)).join(' | '))));
                        """);
        assertThat((List<?>) found).isEmpty();
    }

    @Test
    void shouldShowADotForEachJvmBesideThePrice() {
        load("light", WIDE);
        assertThat((long) run("""
                        const chart = echarts.getInstanceByDom(document.querySelector('#price .chart'));
                        let dots = 0;
                        chart.getModel().eachSeries(series => {
                          if (series.subType === 'scatter' && series.get('silent')) dots += series.getData().count();
                        });
                        return dots;
                        """)).isEqualTo(6 * 2 * 2L);
    }

    @Test
    void shouldShowFurtherColumnsWhenAsked() {
        load("light", WIDE);
        WebElement more = browser().findElement(By.cssSelector("td[data-name='pick for']"));
        assertThat(more.isDisplayed()).isFalse();
        browser().findElement(By.cssSelector("input[name=columns]")).click();
        assertThat(more.isDisplayed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 500, 390})
    void shouldCutNothingOff(int pixels) {
        load("light", pixels);
        // On a phone a table may be wider than its frame, which scrolls; the page may not.
        String frames = pixels < 500 ? "html" : "html, .scroll:not(.figures)";
        assertThat((List<?>) run("""
                        const cut = [...document.querySelectorAll(arguments[0])]
                          .filter(box => box.scrollWidth > box.clientWidth).map(box => box.getAttribute('aria-label') || box.tagName);
                        document.querySelectorAll('.chart svg').forEach(svg => {
                          const frame = svg.getBoundingClientRect();
                          svg.querySelectorAll('text').forEach(text => {
                            const box = text.getBoundingClientRect();
                            if (box.left < frame.left - 1 || box.right > frame.right + 1) {
                              cut.push(svg.closest('figure').id + ': ' + text.textContent);
                            }
                          });
                        });
                        return cut;
                        """, frames)).isEmpty();
    }

    /** Of the rows that are shown, in their order. */
    private static List<String> strategies() {
        return ((List<?>) run("""
                        return [...document.querySelectorAll('#verdict-table tbody th')]
                          .filter(cell => cell.checkVisibility({visibilityProperty: true})).map(cell => cell.dataset.sort);
                        """)).stream().map(String.class::cast).toList();
    }

    private static ChromeDriver browser() {
        if (browser == null) {
            throw new IllegalStateException("no browser");
        }
        return browser;
    }

    private static Object run(String script, Object... arguments) {
        return browser().executeScript(script, arguments);
    }

    private static void media(String scheme, String medium) {
        browser()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of(
                                "media",
                                medium,
                                "features",
                                List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private static void width(int pixels) {
        browser()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", pixels, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
    }

    private static Optional<File> installed(String... names) {
        return Arrays.stream(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(path -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst();
    }
}
