/** The same leaks in the real libraries: the version that had the fault against one that has the fix. */
@NullMarked
package afterglow.leak.real;

import org.jspecify.annotations.NullMarked;
