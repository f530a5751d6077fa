// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.wearer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the wearables of one wearer measure, segment after segment. Used by one thread. */
public interface WearerMotion {

  /** The wearer's id. */
  String wearer();

  /** The number of segments from start to end; 0 if the motion does not end. */
  int segments();

  /**
   * The next 5 seconds.
   *
   * @return null when the motion has ended
   * @throws IOException if it cannot be read; the message says what and where
   */
  @Nullable AnnotatedSegment next() throws IOException;
}
