package io.kinetograph.trainer.training;

import java.util.Map;
import java.util.Optional;

/**
 * How a training goes about it: in which phases and at which rates.
 *
 * @param frozenEpochs epochs, before the others, in which the head alone is trained; at least 0
 * @param layerRates peak learning rates by depth once nothing is frozen; else one rate holds for
 *     all
 */
public record Course(int frozenEpochs, Optional<LayerRates> layerRates) {

  private static final String FREEZE = "freeze";
  private static final String LAYER_RATES = "layer-rates";
  private static final String NONE = "none";

  /** Checks the ranges. */
  public Course {
    if (frozenEpochs < 0) {
      throw new IllegalArgumentException(FREEZE + " " + frozenEpochs + " is not at least 0");
    }
  }

  /** All layers from the first epoch on, at one rate. */
  public static Course plain() {
    return new Course(0, Optional.empty());
  }

  void putInto(Map<String, String> map) {
    map.put(FREEZE, Integer.toString(frozenEpochs));
    map.put(LAYER_RATES, layerRates.map(LayerRates::text).orElse(NONE));
  }

  /** Reads what {@link #putInto} wrote; a run from before there was a choice is a plain one. */
  static Course fromMap(Entries entries) {
    String rates = entries.textOr(LAYER_RATES, NONE);
    return new Course(
        Integer.parseInt(entries.textOr(FREEZE, "0")),
        rates.equals(NONE) ? Optional.empty() : Optional.of(LayerRates.parse(rates)));
  }
}
