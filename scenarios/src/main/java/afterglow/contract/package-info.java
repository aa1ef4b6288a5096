/** What every strategy must keep, as data: clauses that can be run against any of them. */
@NullMarked
package afterglow.contract;

import org.jspecify.annotations.NullMarked;
