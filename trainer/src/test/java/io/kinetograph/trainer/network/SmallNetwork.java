// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import java.util.List;

/**
 * The network of most tests: every kind of layer that ResNet34 has, at a small part of its weights.
 */
public final class SmallNetwork {

  /** One block a stage, an eighth of the channels. */
  public static final NetworkSize SIZE = new NetworkSize(8, List.of(1, 1, 1, 1));

  private SmallNetwork() {}
}
