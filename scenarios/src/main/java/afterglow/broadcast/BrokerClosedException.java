package afterglow.broadcast;

/** Thrown when a closed broker is used. */
public final class BrokerClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    BrokerClosedException() {
        super("the broker is closed");
    }
}
