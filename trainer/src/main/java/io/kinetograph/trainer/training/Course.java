package io.kinetograph.trainer.training;

import java.util.Map;
import java.util.Optional;

/**
 * How a training goes about it: where it begins, in which phases and at which rates.
 *
 * @param start which weights it begins with
 * @param frozenEpochs epochs, before the others, in which the head alone is trained; at least 0
 * @param layerRates peak learning rates by depth once nothing is frozen; else one rate holds for
 *     all
 */
public record Course(StartingPoint start, int frozenEpochs, Optional<LayerRates> layerRates) {

  private static final String START = "start";
  private static final String FREEZE = "freeze";
  private static final String LAYER_RATES = "layer-rates";
  private static final String NONE = "none";

  /** Checks the ranges. */
  public Course {
    if (frozenEpochs < 0) {
      throw new IllegalArgumentException(FREEZE + " " + frozenEpochs + " is not at least 0");
    }
  }

  /** Random weights, all layers from the first epoch on, at one rate. */
  public static Course plain() {
    return new Course(new StartingPoint.Fresh(), 0, Optional.empty());
  }

  void putInto(Map<String, String> map) {
    map.put(START, start.text());
    map.put(FREEZE, Integer.toString(frozenEpochs));
    map.put(LAYER_RATES, layerRates.map(LayerRates::text).orElse(NONE));
  }

  /** Reads what {@link #putInto} wrote; a run from before there was a choice is a plain one. */
  static Course fromMap(Entries entries) {
    String rates = entries.textOr(LAYER_RATES, NONE);
    return new Course(
        StartingPoint.parse(entries.textOr(START, plain().start().text())),
        Integer.parseInt(entries.textOr(FREEZE, "0")),
        rates.equals(NONE) ? Optional.empty() : Optional.of(LayerRates.parse(rates)));
  }
}
