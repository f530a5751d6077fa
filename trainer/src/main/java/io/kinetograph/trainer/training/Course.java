package io.kinetograph.trainer.training;

import io.kinetograph.trainer.data.Holdout;
import java.util.Map;
import java.util.Optional;

/**
 * How a training goes about it: where it begins, in which phases, at which rates, and when it
 * stops.
 *
 * @param start which weights it begins with
 * @param frozenEpochs epochs, before the others, in which the head alone is trained; at least 0
 * @param layerRates peak learning rates by depth once nothing is frozen; else one rate holds for
 *     all
 * @param findsRate whether a range test on the training data says which learning rate to take,
 *     instead of the settings
 * @param validation what is cut from the training data to judge the averaged weights by after each
 *     epoch
 * @param patience after how many epochs that are not better by the validation set, frozen ones not
 *     counted, training stops; the best epoch's weights are kept then. 0 for no such stop
 */
public record Course(
    StartingPoint start,
    int frozenEpochs,
    Optional<LayerRates> layerRates,
    boolean findsRate,
    Holdout validation,
    int patience) {

  private static final String START = "start";
  private static final String FREEZE = "freeze";
  private static final String LAYER_RATES = "layer-rates";
  private static final String FINDS_RATE = "finds-rate";
  private static final String VALIDATION = "validation";
  private static final String PATIENCE = "patience";
  private static final String NONE = "none";

  /** Checks the ranges. */
  public Course {
    if (frozenEpochs < 0) {
      throw new IllegalArgumentException(FREEZE + " " + frozenEpochs + " is not at least 0");
    }
    if (findsRate && layerRates.isPresent() && frozenEpochs == 0) {
      throw new IllegalArgumentException(
          "layer-rates %s leave no learning rate to be found".formatted(layerRates.get().text()));
    }
    if (patience < 0) {
      throw new IllegalArgumentException(PATIENCE + " " + patience + " is not at least 0");
    }
    if (patience > 0 && validation instanceof Holdout.Nothing) {
      throw new IllegalArgumentException(
          "patience %d needs a validation set to judge by: give --validation".formatted(patience));
    }
  }

  /** Random weights, all layers from the first epoch on, at one rate. */
  public static Course plain() {
    return new Course(
        new StartingPoint.Fresh(), 0, Optional.empty(), false, new Holdout.Nothing(), 0);
  }

  void putInto(Map<String, String> map) {
    map.put(START, start.text());
    map.put(FREEZE, Integer.toString(frozenEpochs));
    map.put(LAYER_RATES, layerRates.map(LayerRates::text).orElse(NONE));
    map.put(FINDS_RATE, Boolean.toString(findsRate));
    map.put(VALIDATION, validation.text());
    map.put(PATIENCE, Integer.toString(patience));
  }

  /** Reads what {@link #putInto} wrote; a run from before there was a choice is a plain one. */
  static Course fromMap(Entries entries, long seed) {
    String rates = entries.textOr(LAYER_RATES, NONE);
    return new Course(
        StartingPoint.parse(entries.textOr(START, plain().start().text())),
        (int) entries.wholeNumberOr(FREEZE, 0),
        rates.equals(NONE) ? Optional.empty() : Optional.of(LayerRates.parse(rates)),
        Boolean.parseBoolean(entries.textOr(FINDS_RATE, "false")),
        Holdout.parse(entries.textOr(VALIDATION, NONE), seed),
        (int) entries.wholeNumberOr(PATIENCE, 0));
  }
}
