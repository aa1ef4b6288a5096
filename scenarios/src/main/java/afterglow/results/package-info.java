/** What is written: the tables of a run, their columns, and the folder they lie in. */
@NullMarked
package afterglow.results;

import org.jspecify.annotations.NullMarked;
