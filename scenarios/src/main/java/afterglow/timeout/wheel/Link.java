package afterglow.timeout.wheel;

import org.jspecify.annotations.Nullable;

/** A place in one of the hand's rings: a ring's own knot, or a slot. Touched by the hand alone, but for a slot that is away. */
class Link {

    @Nullable
    Link next;

    @Nullable
    Link prev;

    /** Makes this link the knot of an empty ring. */
    final Link knot() {
        next = this;
        prev = this;
        return this;
    }

    /** Whether nothing is in the ring of this knot. */
    final boolean isAlone() {
        return next == this;
    }

    final boolean isLinked() {
        return prev != null;
    }

    /** Appends a link that is in no ring to the ring of this knot. */
    final void append(Link link) {
        Link last = present(prev);
        link.prev = last;
        link.next = this;
        last.next = link;
        prev = link;
    }

    /** Appends links that hang together, and are in no ring, to the ring of this knot. */
    final void append(Link first, Link end) {
        Link last = present(prev);
        first.prev = last;
        end.next = this;
        last.next = first;
        prev = end;
    }

    /** Takes this link out of its ring. */
    final void unlink() {
        Link before = present(prev);
        Link after = present(next);
        before.next = after;
        after.prev = before;
        next = null;
        prev = null;
    }

    /** Empties the ring of this knot; its links, in order, end with null. */
    final @Nullable Link cut() {
        Link first = present(next);
        if (first == this) {
            return null;
        }
        present(prev).next = null;
        knot();
        return first;
    }

    private static Link present(@Nullable Link link) {
        if (link == null) {
            throw new IllegalStateException("a link outside its ring");
        }
        return link;
    }
}
