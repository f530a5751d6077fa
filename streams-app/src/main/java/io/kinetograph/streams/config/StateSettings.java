package io.kinetograph.streams.config;

/**
 * What the state stores may take.
 *
 * @param memoryBytes memory outside the Java heap that all stores of the process share
 */
public record StateSettings(long memoryBytes) {

  /** Below it, a store of a partition or two would write to disk all the time. */
  private static final long LEAST = 8L << 20;

  /**
   * Checks the rules.
   *
   * @throws IllegalArgumentException if the memory is below 8 MB
   */
  public StateSettings {
    if (memoryBytes < LEAST) {
      throw new IllegalArgumentException(
          "memory of %d bytes is below %d MB".formatted(memoryBytes, LEAST >> 20));
    }
  }
}
