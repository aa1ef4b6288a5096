/**
 * Timers and timeout operators of well-known libraries, used as their authors recommend: thin adapters.
 *
 * <p>Tried, and left out because the port would bend them or they would bend the port:
 *
 * <ul>
 *   <li>Failsafe (3.3.2): its asynchronous timeout guards an attempt that it runs on an executor, so arming would hand each
 *       send to another thread and the time would begin there; 100,000 sends in a row left up to 60,000 attempts queued.
 *       Its synchronous timeout runs the attempt on the caller's thread and interrupts it, and a lane is not ended so.
 *   <li>Vert.x (5.2.3): its timers and {@code Future.timeout} need a {@code Vertx} with event loops; 19 further jars of 7 MB
 *       for what is Netty's queue of scheduled tasks underneath.
 *   <li>Caffeine (3.3.1): its {@code Scheduler} has no timer of its own. It wraps a ScheduledExecutorService, or
 *       {@code CompletableFuture.delayedExecutor}, which stand in the fresh family; its timer wheel is not public.
 * </ul>
 */
@NullMarked
package afterglow.timeout.peer;

import org.jspecify.annotations.NullMarked;
