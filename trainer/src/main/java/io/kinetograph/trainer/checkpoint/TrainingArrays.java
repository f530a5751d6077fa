// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import ai.djl.ndarray.NDArray;
import io.kinetograph.trainer.network.ResNet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All arrays of a training in the engine's memory, to write them to a file or to fill them from
 * one.
 *
 * @param network the weights that are trained
 * @param ema their exponential moving average
 * @param best the EMA weights of the best epoch, if there is one yet
 * @param optimizer the optimizer's moments by name
 */
public record TrainingArrays(
    ResNet network, ResNet ema, Optional<ResNet> best, Map<String, NDArray> optimizer) {

  /** Before the names of {@link #ema}. */
  static final String EMA = "ema/";

  /** Before the names of {@link #best}. */
  static final String BEST = "best/";

  private static final String NETWORK = "network/";
  private static final String OPTIMIZER = "optimizer/";

  /** The arrays by their names in a checkpoint. */
  Map<String, NDArray> byName() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    network.parameters().forEach((name, p) -> arrays.put(NETWORK + name, p.getArray()));
    ema.parameters().forEach((name, p) -> arrays.put(EMA + name, p.getArray()));
    best.ifPresent(b -> b.parameters().forEach((name, p) -> arrays.put(BEST + name, p.getArray())));
    optimizer.forEach((name, array) -> arrays.put(OPTIMIZER + name, array));
    return arrays;
  }
}
