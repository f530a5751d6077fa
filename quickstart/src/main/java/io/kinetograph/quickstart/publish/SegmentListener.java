package io.kinetograph.quickstart.publish;

/** Is told which segments were published. May be called by several threads. */
public interface SegmentListener {

  /** The last second of a segment is about to be sent. */
  void sending(SegmentKey key, TrueSegment segment);

  /** The broker has taken the whole segment. */
  void acknowledged(SegmentKey key);
}
