// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

import io.kinetograph.schemas.ActivityEpisode;
import java.util.List;

/** Shows labels as they arrive. Used by one thread. */
public interface LabelDisplay {

  /** Shows labels in the order of their arrival; an empty list if none came for a while. */
  void show(List<ScoredLabel> labels);

  /** Shows what episodes say, in the order of their arrival. */
  default void showEpisodes(List<ActivityEpisode> episodes) {}

  /** Shows what it has not shown yet. */
  default void finish() {}
}
