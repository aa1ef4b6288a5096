/** The contract of every strategy, as clauses that can be run against any of them. */
@NullMarked
package afterglow.contract;

import org.jspecify.annotations.NullMarked;
