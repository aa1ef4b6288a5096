package afterglow.broadcast;

/** Tells that a broker was asked to do something after it closed. */
public final class BrokerClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    BrokerClosedException() {
        super("the broker is closed");
    }
}
