package io.kinetograph.trainer.training;

import io.kinetograph.trainer.augment.Augmentation;
import io.kinetograph.trainer.data.Holdout;
import io.kinetograph.trainer.data.Subjects;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that, with the data, decides what comes out of a training.
 *
 * @param seed of weights, order, variations and splits
 * @param epochs how often every segment is looked at with nothing frozen, at least 1
 * @param batch pictures a step, at least 2
 * @param learningRate peak of the one-cycle schedule, above 0
 * @param endRate what is left of the peak at the end, as a share of it, from 0 to 1
 * @param weightDecay AdamW's, on kernels and the fully connected weights
 * @param labelSmoothing share of the target that is spread over all classes, from 0 to below 1
 * @param mixup both parameters of the beta distribution that pictures are mixed by; 0 for none
 * @param averaging share of the averaged weights that stays in a step, from 0 to below 1
 * @param lowPercentile percentile of the training values that becomes black
 * @param highPercentile percentile that becomes white
 * @param contrast acceleration in m/s^2 that the contrast channel makes visible, 0 for no such
 *     channel
 * @param posture wavelength of the posture channels in m/s^2, 0 for no such channels
 * @param augmentation how segments are varied
 * @param subjects whose recordings are used at all
 * @param holdout what of them is kept back to judge by; it decides nothing
 * @param course where to begin, in which phases, at which rates, and when to stop
 */
public record TrainingSettings(
    long seed,
    int epochs,
    int batch,
    double learningRate,
    double endRate,
    double weightDecay,
    double labelSmoothing,
    double mixup,
    double averaging,
    double lowPercentile,
    double highPercentile,
    double contrast,
    double posture,
    Augmentation augmentation,
    Subjects subjects,
    Holdout holdout,
    Course course) {

  private static final String NONE = "(none)";

  /** Checks the ranges. */
  public TrainingSettings {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(batch >= 2, "batch", batch, "at least 2");
    require(learningRate > 0, "learning-rate", learningRate, "above 0");
    require(endRate >= 0 && endRate <= 1, "end-rate", endRate, "from 0 to 1");
    require(weightDecay >= 0, "weight-decay", weightDecay, "at least 0");
    require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "label-smoothing",
        labelSmoothing,
        "from 0 to below 1");
    require(mixup >= 0, "mixup", mixup, "at least 0");
    require(contrast >= 0, "contrast", contrast, "at least 0");
    require(posture >= 0, "posture", posture, "at least 0");
    require(averaging >= 0 && averaging < 1, "averaging", averaging, "from 0 to below 1");
  }

  private static void require(boolean fits, String name, Object value, String range) {
    if (!fits) {
      throw new IllegalArgumentException("%s %s is not %s".formatted(name, value, range));
    }
  }

  /** All epochs, those with a frozen body first. */
  public int allEpochs() {
    return course.frozenEpochs() + epochs;
  }

  /** These settings, but what is fitted to the data once is that of others. */
  TrainingSettings withFitOf(TrainingSettings others) {
    return new TrainingSettings(
        seed,
        epochs,
        batch,
        learningRate,
        endRate,
        weightDecay,
        labelSmoothing,
        mixup,
        averaging,
        others.lowPercentile,
        others.highPercentile,
        others.contrast,
        others.posture,
        augmentation,
        subjects,
        holdout,
        course);
  }

  /** The settings as text by name, in a fixed order. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("seed", Long.toString(seed));
    map.put("epochs", Integer.toString(epochs));
    map.put("batch", Integer.toString(batch));
    map.put("learning-rate", Double.toString(learningRate));
    map.put("end-rate", Double.toString(endRate));
    map.put("weight-decay", Double.toString(weightDecay));
    map.put("label-smoothing", Double.toString(labelSmoothing));
    map.put("mixup", Double.toString(mixup));
    map.put("averaging", Double.toString(averaging));
    map.put("low-percentile", Double.toString(lowPercentile));
    map.put("high-percentile", Double.toString(highPercentile));
    map.put("contrast", Double.toString(contrast));
    map.put("posture", Double.toString(posture));
    map.put("time-shift", Boolean.toString(augmentation.timeShift()));
    map.put("rotation", Double.toString(augmentation.rotation()));
    map.put("scale", Double.toString(augmentation.scale()));
    map.put("jitter", Double.toString(augmentation.jitter()));
    map.put("time-warp", Double.toString(augmentation.timeWarp()));
    map.put("unit-dropout", Double.toString(augmentation.unitDropout()));
    map.put("unit-swap", Double.toString(augmentation.unitSwap()));
    map.put("mirror", Boolean.toString(augmentation.mirror()));
    map.put("subjects", subjects.text());
    map.put("holdout", holdout.text());
    course.putInto(map);
    return map;
  }

  /**
   * In what settings differ, such as {@code epochs 12, not 10}; empty if they are the same.
   *
   * @param asked settings by name, as {@link #toMap} gives them
   * @param kept those they are compared with, which are named first
   */
  public static String differences(Map<String, String> asked, Map<String, String> kept) {
    Set<String> names = new LinkedHashSet<>(asked.keySet());
    names.addAll(kept.keySet());
    return names.stream()
        .filter(name -> !asked.getOrDefault(name, NONE).equals(kept.getOrDefault(name, NONE)))
        .map(
            name ->
                "%s %s, not %s"
                    .formatted(name, kept.getOrDefault(name, NONE), asked.getOrDefault(name, NONE)))
        .collect(Collectors.joining("; "));
  }

  static TrainingSettings fromMap(Entries entries) {
    return entries.check(() -> of(entries));
  }

  private static TrainingSettings of(Entries entries) {
    long seed = entries.wholeNumber("seed");
    return new TrainingSettings(
        seed,
        (int) entries.wholeNumber("epochs"),
        (int) entries.wholeNumber("batch"),
        entries.number("learning-rate"),
        entries.number("end-rate"),
        entries.number("weight-decay"),
        entries.number("label-smoothing"),
        entries.number("mixup"),
        entries.number("averaging"),
        entries.number("low-percentile"),
        entries.number("high-percentile"),
        entries.number("contrast"),
        entries.number("posture"),
        new Augmentation(
            Boolean.parseBoolean(entries.text("time-shift")),
            entries.number("rotation"),
            entries.number("scale"),
            entries.number("jitter"),
            entries.number("time-warp"),
            entries.number("unit-dropout"),
            entries.number("unit-swap"),
            Boolean.parseBoolean(entries.text("mirror"))),
        Subjects.parse(entries.text("subjects")),
        Holdout.parse(entries.text("holdout"), seed),
        Course.fromMap(entries, seed));
  }
}
