package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.augment.Augmentation;
import io.kinetograph.trainer.data.Subjects;
import io.kinetograph.trainer.training.TrainingSettings;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How to train: the settings that decide the outcome. */
final class SettingsOptions {

  /** Stands in the settings where the rate is yet to be found. */
  private static final double UNUSED_RATE = 1;

  /** What a network has that is trained further, and cannot get anew. */
  private static final Set<String> FITTED =
      Set.of("--low-percentile", "--high-percentile", "--contrast", "--posture");

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of weights, order, variations and splits; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--epochs",
      defaultValue = "6",
      description =
          "How often every segment is looked at, not counting --freeze; default"
              + " ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch",
      defaultValue = "64",
      description = "Pictures a step; default ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = {"--learning-rate", "--lr"},
      defaultValue = "2e-3",
      paramLabel = "RATE",
      description =
          "Peak of the one-cycle schedule, or auto: lr-find is run first, on the training data"
              + " alone, and its suggestion taken; default ${DEFAULT-VALUE}.")
  private String learningRate = "";

  @Option(
      names = "--end-rate",
      defaultValue = "0.3",
      description =
          "What is left of the learning rate at the end, as a share of the peak; default"
              + " ${DEFAULT-VALUE}.")
  private double endRate;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.01",
      description = "AdamW's; default ${DEFAULT-VALUE}.")
  private double weightDecay;

  @Option(
      names = "--label-smoothing",
      defaultValue = "0.1",
      description = "Share of the target spread over all classes; default ${DEFAULT-VALUE}.")
  private double labelSmoothing;

  @Option(
      names = "--mixup",
      defaultValue = "0",
      description =
          "Parameter of the beta distribution pictures are mixed by, 0 for none; default"
              + " ${DEFAULT-VALUE}.")
  private double mixup;

  @Option(
      names = "--averaging",
      defaultValue = "0.998",
      description = "Share of the averaged weights that stays in a step; default ${DEFAULT-VALUE}.")
  private double averaging;

  @Option(
      names = "--low-percentile",
      defaultValue = "0.25",
      description = "Percentile of the training values that is black; default ${DEFAULT-VALUE}.")
  private double lowPercentile;

  @Option(
      names = "--high-percentile",
      defaultValue = "99.75",
      description = "Percentile of the training values that is white; default ${DEFAULT-VALUE}.")
  private double highPercentile;

  @Option(
      names = "--contrast",
      defaultValue = "0.1",
      description =
          "Acceleration in m/s^2 that the network's contrast channel makes visible, 0 for no such"
              + " channel; default ${DEFAULT-VALUE}.")
  private double contrast;

  @Option(
      names = "--posture",
      defaultValue = "0",
      description =
          "Wavelength in m/s^2 of the network's posture channels, 0 for no such channels: 4 helps to"
              + " know wearers again, not to understand new ones; default ${DEFAULT-VALUE}.")
  private double posture;

  @Option(
      names = "--time-shift",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Slide windows into neighbouring segments of the training set; default on.")
  private boolean timeShift;

  @Option(
      names = "--rotation",
      defaultValue = "15",
      description = "Largest turn of a unit, in degrees; default ${DEFAULT-VALUE}.")
  private double rotation;

  @Option(
      names = "--scale",
      defaultValue = "0.1",
      description = "Largest relative change of amplitude; default ${DEFAULT-VALUE}.")
  private double scale;

  @Option(
      names = "--jitter",
      defaultValue = "0.02",
      description = "Deviation of added noise, in m/s^2; default ${DEFAULT-VALUE}.")
  private double jitter;

  @Option(
      names = "--time-warp",
      defaultValue = "0.15",
      description = "Largest relative change of pace; default ${DEFAULT-VALUE}.")
  private double timeWarp;

  @Option(
      names = "--unit-dropout",
      defaultValue = "0.3",
      description =
          "Probability that one to four units are taken for not worn; default ${DEFAULT-VALUE}.")
  private double unitDropout;

  @Option(
      names = "--unit-swap",
      defaultValue = "0",
      description =
          "Probability that a unit is taken from another subject's segment of the same activity;"
              + " default ${DEFAULT-VALUE}.")
  private double unitSwap;

  @Option(
      names = "--mirror",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Let left and right change places in every other picture; default on.")
  private boolean mirror;

  @Option(
      names = "--subjects",
      paramLabel = "N-M,...",
      description = "Whose recordings to use, such as 1-6,8; default all.")
  private String subjects = Subjects.everybody().text();

  @Option(
      names = "--exclude-subjects",
      paramLabel = "N-M,...",
      description = "Whose recordings not to use.")
  private String excludedSubjects = "";

  @Mixin private CourseOptions course = new CourseOptions();

  /**
   * Refuses options that others leave nothing to do for.
   *
   * @param spec of the command they were given to
   */
  void refuseUnused(CommandSpec spec) {
    if (Usage.isGiven(spec, "--from")) {
      Usage.refuse(spec, FITTED, "cannot be given with --from: the earlier run's own holds.");
    }
    if (Usage.isGiven(spec, "--layer-rates") && !Usage.isGiven(spec, "--freeze")) {
      Usage.refuse(
          spec,
          Set.of("--learning-rate"),
          "is for the epochs of --freeze if --layer-rates are given.");
    }
  }

  TrainingSettings settings(String holdout) {
    return settings(seed, holdout);
  }

  /** The settings with another seed. */
  TrainingSettings settings(long seed, String holdout) {
    return new TrainingSettings(
        seed,
        epochs,
        batch,
        findsRate() ? UNUSED_RATE : rate(),
        endRate,
        weightDecay,
        labelSmoothing,
        mixup,
        averaging,
        lowPercentile,
        highPercentile,
        contrast,
        posture,
        new Augmentation(
            timeShift, rotation, scale, jitter, timeWarp, unitDropout, unitSwap, mirror),
        subjects(),
        HoldoutRule.of("--holdout", holdout, seed),
        course.course(seed, findsRate()));
  }

  private boolean findsRate() {
    return learningRate.equals("auto");
  }

  private double rate() {
    try {
      return Double.parseDouble(learningRate);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "learning-rate '" + learningRate + "' is not a number or auto", e);
    }
  }

  long seed() {
    return seed;
  }

  Subjects subjects() {
    Subjects chosen = Subjects.parse(subjects);
    return excludedSubjects.isEmpty() ? chosen : chosen.without(Subjects.parse(excludedSubjects));
  }
}
