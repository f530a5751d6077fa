package io.kinetograph.streams.topology;

/** The brokers that lead the input topic's partitions, and whether they answer. */
public interface PartitionLeaders {

  /**
   * Begins to listen to the leader of a partition, whoever that is.
   *
   * @param partition of the input topic
   */
  Listening listen(int partition);

  /** Leaders that are taken to answer always: for a topology without a cluster. */
  static PartitionLeaders answering() {
    return partition ->
        new Listening() {
          @Override
          public long unansweredMillis(long wallMillis) {
            return 0;
          }

          @Override
          public void close() {
            // Nobody listens.
          }
        };
  }

  /** What is heard of one partition's leader. */
  interface Listening extends AutoCloseable {

    /**
     * For how long, in milliseconds, the leader has not answered until now, in all outages together
     * since this began; it never becomes less.
     *
     * @param wallMillis now, by the wall clock
     */
    long unansweredMillis(long wallMillis);

    /** Ends it. */
    @Override
    void close();
  }
}
