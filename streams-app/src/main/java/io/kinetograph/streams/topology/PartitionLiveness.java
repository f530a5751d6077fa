// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

/**
 * Tells for how long records of the input topic's partitions could arrive. A wearer without new
 * readings is idle only while the partition's leader is there to deliver them.
 */
public interface PartitionLiveness {

  /**
   * Starts to track a partition, whichever broker leads it.
   *
   * @param partition of the input topic
   */
  Tracker track(int partition);

  /** Takes every partition as available at all times: for a topology without a cluster. */
  static PartitionLiveness alwaysAvailable() {
    return partition ->
        new Tracker() {
          private long wallMillis;

          @Override
          public void advance(long wallMillis) {
            this.wallMillis = wallMillis;
          }

          @Override
          public long availableMillis() {
            return wallMillis;
          }

          @Override
          public void startAt(long offset) {
            // Records that are missing need a cluster.
          }

          @Override
          public void recordRead(long offset) {
            // Availability does not depend on it.
          }

          @Override
          public void close() {
            // There is nothing to release.
          }
        };
  }

  /** The availability of one partition. For use by one thread. */
  interface Tracker extends AutoCloseable {

    /**
     * Moves the clock to now. Call it at least every half second: while the thread is busy
     * elsewhere it cannot read a record either, so longer intervals count in part only.
     *
     * @param wallMillis now, by the wall clock, in milliseconds since the epoch
     */
    void advance(long wallMillis);

    /**
     * For how long records could arrive, in milliseconds, as of the last {@link #advance}. Only
     * differences have a meaning; the value never decreases.
     */
    long availableMillis();

    /**
     * Notes which record the task expects next.
     *
     * @param offset of the record, or -1 if the task has no state
     */
    void startAt(long offset);

    /** Notes that a record of the partition was read, valid or not. */
    void recordRead(long offset);

    /** Stops tracking. */
    @Override
    void close();
  }
}
