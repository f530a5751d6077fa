// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.network.SmallNetwork;
import io.kinetograph.trainer.settings.AugmentationSettings;
import io.kinetograph.trainer.settings.FineTuningPlan;
import io.kinetograph.trainer.settings.FineTuningPlan.LayerRates;
import io.kinetograph.trainer.settings.InitialWeights;
import io.kinetograph.trainer.settings.OptimizationSettings;
import io.kinetograph.trainer.settings.OptimizationSettings.LearningRate;
import io.kinetograph.trainer.settings.PreprocessingSettings;
import io.kinetograph.trainer.settings.RegularizationSettings;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.util.Optional;

/** Settings for small trainings. */
public final class Settings {

  private long seed = 1;
  private int epochs = 2;
  private double labelSmoothing = 0.1;
  private double mixup;
  private AugmentationSettings augmentation = AugmentationSettings.none();
  private String holdout = "none";
  private InitialWeights initialWeights = new InitialWeights.Random();
  private int frozenEpochs;
  private LearningRate learningRate = LearningRate.of(1e-3);
  private String validation = "none";
  private int patience;
  private Optional<LayerRates> layerRates = Optional.empty();

  private NetworkSize network = SmallNetwork.SIZE;

  private Settings() {}

  /** Two epochs with batches of 8, a small network, no variation, no test set. */
  public static Settings quick() {
    return new Settings();
  }

  public Settings seed(long value) {
    seed = value;
    return this;
  }

  public Settings epochs(int value) {
    epochs = value;
    return this;
  }

  public Settings labelSmoothing(double value) {
    labelSmoothing = value;
    return this;
  }

  public Settings mixup(double value) {
    mixup = value;
    return this;
  }

  public Settings augmentation(AugmentationSettings value) {
    augmentation = value;
    return this;
  }

  public Settings holdout(String value) {
    holdout = value;
    return this;
  }

  public Settings start(InitialWeights value) {
    initialWeights = value;
    return this;
  }

  public Settings learningRate(double value) {
    learningRate = LearningRate.of(value);
    return this;
  }

  /** A quarter of the training set, and how many epochs without improvement it allows. */
  public Settings patience(int value) {
    validation = "random:0.25";
    patience = value;
    return this;
  }

  public Settings validation(String value) {
    validation = value;
    return this;
  }

  public Settings findsRate() {
    learningRate = LearningRate.auto();
    return this;
  }

  public Settings frozenEpochs(int value) {
    frozenEpochs = value;
    return this;
  }

  public Settings layerRates(String value) {
    layerRates = Optional.of(LayerRates.parse(value));
    return this;
  }

  public Settings network(NetworkSize value) {
    network = value;
    return this;
  }

  public TrainingSettings build() {
    return new TrainingSettings(
        seed,
        Subjects.everybody(),
        Holdout.parse(holdout),
        network,
        new OptimizationSettings(epochs, 8, learningRate, 0, 0.01, 0.9),
        new RegularizationSettings(labelSmoothing, mixup),
        new PreprocessingSettings(0.25, 99.75, 0),
        augmentation,
        new FineTuningPlan(
            initialWeights, frozenEpochs, layerRates, Holdout.parse(validation), patience));
  }
}
