package afterglow.cli;

/** The command line of scenarios.jar. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.out.println(afterglow.timeout.Strategies.load().available());
    }
}
