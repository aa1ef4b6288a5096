/** When timeouts really fire: lateness, signed, and the CPU that a strategy burns in silence. */
@NullMarked
package afterglow.accuracy;

import org.jspecify.annotations.NullMarked;
