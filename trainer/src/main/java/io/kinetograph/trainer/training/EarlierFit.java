package io.kinetograph.trainer.training;

import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.util.Optional;

/**
 * What a network has already that is trained further, and keeps: its size, the percentiles of its
 * pixel scale, its contrast and its posture. The later run's settings say the same of them as the
 * earlier's.
 */
public final class EarlierFit {

  private final Optional<TrainingSettings> earlier;

  private EarlierFit(Optional<TrainingSettings> earlier) {
    this.earlier = earlier;
  }

  /**
   * Reads it from where a training begins, if that is an earlier run.
   *
   * @throws IOException if that is no run or cannot be read, naming it
   */
  public static EarlierFit of(InitialWeights start) throws IOException {
    return new EarlierFit(
        start instanceof InitialWeights.FromCheckpoint from
            ? Optional.of(Checkpoint.settings(Checkpoint.open(from.model()).entries()))
            : Optional.empty());
  }

  /** The settings with it; the same if there is no earlier run. */
  public TrainingSettings into(TrainingSettings settings) {
    return earlier.map(settings::withNetworkOf).orElse(settings);
  }
}
