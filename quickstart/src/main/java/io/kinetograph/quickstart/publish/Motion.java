package io.kinetograph.quickstart.publish;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the wearables of one wearer measure, segment after segment. Used by one thread. */
public interface Motion {

  /** The wearer's id. */
  String wearer();

  /** How many segments there are from beginning to end; 0 if there is no end. */
  int segments();

  /**
   * The next 5 seconds.
   *
   * @return nothing once the motion is over
   * @throws IOException if it cannot be read; the message says what and where, in a sentence
   */
  @Nullable TrueSegment next() throws IOException;
}
