/**
 * CSV in, one HTML page out. The tables of a run are its whole input: it knows nothing of how they came about, so any run's
 * folder can be shown, at any time, by anybody.
 */
@NullMarked
package afterglow.report;

import org.jspecify.annotations.NullMarked;
