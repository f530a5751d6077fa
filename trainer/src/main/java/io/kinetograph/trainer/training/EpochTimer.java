package io.kinetograph.trainer.training;

import java.util.EnumMap;
import java.util.Map;

/**
 * Adds up where an epoch's time goes. On the processor the engine's calls return when they are
 * done, so that the time around a call is the time it takes.
 */
final class EpochTimer {

  /** What an epoch's time is spent on. */
  enum Phase {
    WAITING,
    FORWARD,
    BACKWARD,
    UPDATE,
    VALIDATION,
    CHECKPOINT
  }

  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
  private final long start = System.nanoTime();

  /** Gives a phase the time since a moment of {@link System#nanoTime()}. */
  void spent(Phase phase, long since) {
    nanos.merge(phase, System.nanoTime() - since, Long::sum);
  }

  /** What has been spent so far. */
  EpochTimes times() {
    return new EpochTimes(
        (System.nanoTime() - start) / 1e9,
        seconds(Phase.WAITING),
        seconds(Phase.FORWARD),
        seconds(Phase.BACKWARD),
        seconds(Phase.UPDATE),
        seconds(Phase.VALIDATION),
        seconds(Phase.CHECKPOINT));
  }

  private double seconds(Phase phase) {
    return nanos.getOrDefault(phase, 0L) / 1e9;
  }
}
