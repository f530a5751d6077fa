// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.publish;

import io.kinetograph.quickstart.wearer.AnnotatedSegment;

/** Receives the segments that are published. May be called by several threads. */
public interface PublishedSegmentListener {

  /** The last second of a segment is about to be sent. */
  void sending(SegmentKey key, AnnotatedSegment segment);

  /** The broker has acknowledged the whole segment. */
  void acknowledged(SegmentKey key);
}
