package io.kinetograph.streams.segment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The wearers of a task by their id, and in a circle, which is walked a few at a time and gone on
 * with where the last walk stopped: so everybody's turn comes, however short the walks.
 */
final class RoundRobin {

  private final Map<String, TrackedWearer> byId = new HashMap<>();
  private final List<TrackedWearer> circle = new ArrayList<>();
  private int at;
  private int left;

  /** The wearer of an id, who is made and put into the circle if not there. */
  TrackedWearer get(String id, Function<String, TrackedWearer> maker) {
    TrackedWearer known = byId.get(id);
    if (known != null) {
      return known;
    }
    TrackedWearer made = maker.apply(id);
    byId.put(id, made);
    circle.add(made);
    return made;
  }

  @Nullable TrackedWearer get(String id) {
    return byId.get(id);
  }

  /** Has everybody who is there now come once more. */
  void beginRound() {
    left = circle.size();
  }

  boolean isRoundOver() {
    return left == 0;
  }

  /** The next wearer, or null if the round is over. */
  @Nullable TrackedWearer next() {
    if (left == 0) {
      return null;
    }
    left--;
    at = at < circle.size() ? at : 0;
    return circle.get(at++);
  }

  /** Takes the wearer whom {@link #next} named last out of the circle. */
  void removeCurrent() {
    at--;
    byId.remove(circle.get(at).id());
    // The last one takes the place and comes next: nobody is left out.
    TrackedWearer last = circle.remove(circle.size() - 1);
    if (at < circle.size()) {
      circle.set(at, last);
    }
    left = Math.min(left, circle.size());
  }
}
