package io.kinetograph.quickstart.watch;

import java.util.List;

/** Shows labels as they come. Used by one thread. */
public interface LabelView {

  /** Takes labels, in the order in which they came; none if none came for a while. */
  void show(List<Sighting> sightings);

  /** Shows what it has not shown yet. */
  default void finish() {}
}
