/** The main job: the plan, its generations and counted steps, what they observed, and how a run goes on. */
@NullMarked
package afterglow.compare;

import org.jspecify.annotations.NullMarked;
