package io.kinetograph.trainer.data;

/** Follows the reading of a data set. */
@FunctionalInterface
public interface ReadingListener {

  /**
   * One more segment is read.
   *
   * @param done segments read so far, from 1
   * @param total segments that will be read
   */
  void segmentRead(int done, int total);
}
