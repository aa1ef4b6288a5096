package afterglow.leak;

/** The symptom that a form is declared to have on the JDK at hand. */
public sealed interface Expectation {

    /** What it is on this JDK. */
    Symptom here();

    /** In words, for a list. */
    String inWords();

    /** The same on every JDK. */
    record Always(Symptom symptom) implements Expectation {
        @Override
        public Symptom here() {
            return symptom;
        }

        @Override
        public String inWords() {
            return symptom.label();
        }
    }

    /** As long as the JDK itself has a fault; which of its patches have, no version number tells. */
    record WhileFaulty(JdkFault fault, Symptom faulty, Symptom sound) implements Expectation {
        @Override
        public Symptom here() {
            return fault.present() ? faulty : sound;
        }

        @Override
        public String inWords() {
            return faulty.label() + " on a JDK with " + fault.bug() + ", else " + sound.label();
        }
    }
}
