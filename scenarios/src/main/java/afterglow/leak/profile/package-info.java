/** The profiler's view of a demonstration: flame graphs, a table by method, and pprof's own format over HTTP. */
@NullMarked
package afterglow.leak.profile;

import org.jspecify.annotations.NullMarked;
