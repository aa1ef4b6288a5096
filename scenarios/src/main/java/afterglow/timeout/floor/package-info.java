/** No timer at all: what no strategy can beat. */
@NullMarked
package afterglow.timeout.floor;

import org.jspecify.annotations.NullMarked;
