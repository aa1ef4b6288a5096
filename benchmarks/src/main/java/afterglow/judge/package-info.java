/** What follows from a run's tables: estimates, intervals, comparisons, picks and the gate. CSV in, CSV out. */
@NullMarked
package afterglow.judge;

import org.jspecify.annotations.NullMarked;
