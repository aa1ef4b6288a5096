/** Leaks that real projects shipped, each a small program next to the same program with the fix, and their registry. */
@NullMarked
package afterglow.leak;

import org.jspecify.annotations.NullMarked;
