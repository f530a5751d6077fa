package io.kinetograph.trainer.crossvalidation;

import io.kinetograph.trainer.settings.TrainingSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** The trainings that are to be done: a protocol's parts with every seed. Immutable. */
public final class CrossValidationPlan {

  private final String protocol;
  private final Parts parts;
  private final List<FoldTraining> folds;

  private CrossValidationPlan(String protocol, Parts parts, List<FoldTraining> folds) {
    this.protocol = protocol;
    this.parts = parts;
    this.folds = List.copyOf(folds);
  }

  /**
   * Plans all parts with all seeds.
   *
   * @param protocol how the recordings are parted
   * @param subjects whose recordings there are
   * @param seeds one or more
   * @param settings gives a training's settings
   * @throws IllegalArgumentException if the protocol does not fit the subjects
   */
  public static CrossValidationPlan of(
      Protocol protocol, SortedSet<Integer> subjects, List<Long> seeds, SettingsOf settings) {
    Parts parts = protocol.parts(subjects);
    List<FoldTraining> folds = new ArrayList<>();
    for (long seed : seeds) {
      for (Part part : parts.parts()) {
        folds.add(
            new FoldTraining(
                part.number(),
                "seed-%d/%s".formatted(seed, part.name()),
                settings.of(seed, part.holdout())));
      }
    }
    return new CrossValidationPlan(protocol.name(), parts, folds);
  }

  /**
   * Only some parts, of every seed. What the protocol asks for in whole is remembered.
   *
   * @throws IllegalArgumentException if there is no such part
   */
  public CrossValidationPlan only(Set<Integer> numbers) {
    Set<Integer> known = folds.stream().map(FoldTraining::number).collect(Collectors.toSet());
    for (int number : numbers) {
      if (!known.contains(number)) {
        throw new IllegalArgumentException(
            "%s has no part %d, only %s"
                .formatted(
                    protocol,
                    number,
                    known.stream().sorted().map(String::valueOf).collect(Collectors.joining(","))));
      }
    }
    return new CrossValidationPlan(
        protocol, parts, folds.stream().filter(f -> numbers.contains(f.number())).toList());
  }

  /** The protocol's name. */
  public String protocol() {
    return protocol;
  }

  /** The trainings, in order. */
  public List<FoldTraining> folds() {
    return folds;
  }

  /** What of the protocol the data cannot give, a sentence each. */
  public List<String> notes() {
    return parts.notes();
  }

  /** What is kept back in each part that the protocol asks for, by the part's name. */
  Map<String, String> whole() {
    Map<String, String> whole = new LinkedHashMap<>();
    parts.parts().forEach(part -> whole.put(part.name(), part.holdout()));
    return whole;
  }

  /** Gives the settings of a training. */
  @FunctionalInterface
  public interface SettingsOf {

    /**
     * Settings.
     *
     * @param seed of the training
     * @param holdout what it keeps back, as text
     */
    TrainingSettings of(long seed, String holdout);
  }
}
