package io.kinetograph.streams.topology;

/**
 * The brokers that lead the input topic's partitions. That no record comes is a wearer's silence
 * only while they are there to give them.
 */
public interface PartitionLiveness {

  /**
   * Begins to listen to the leader of a partition, whoever that is.
   *
   * @param partition of the input topic
   */
  Listening listen(int partition);

  /** Leaders that are taken to be there always: for a topology without a cluster. */
  static PartitionLiveness alwaysThere() {
    return partition ->
        new Listening() {
          @Override
          public long heardMillis(long wallMillis) {
            return wallMillis;
          }

          @Override
          public void recordRead(long offset) {
            // Nothing is concluded from it.
          }

          @Override
          public void close() {
            // Nobody listens.
          }
        };
  }

  /** What is heard of one partition's leader. For one thread. */
  interface Listening extends AutoCloseable {

    /**
     * A clock, in milliseconds, that runs while records could come and stands else. It tells
     * differences only and never goes back. It must be looked at about each half second: a thread
     * that does not come round cannot take a record either.
     *
     * @param wallMillis now, by the wall clock
     */
    long heardMillis(long wallMillis);

    /** Notes a record of the partition, be it a reading or not. */
    void recordRead(long offset);

    /** Ends it. */
    @Override
    void close();
  }
}
