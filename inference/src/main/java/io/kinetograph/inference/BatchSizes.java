// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The batch sizes that a model is tried with. On a GPU they are also the only ones it is run with:
 * CUDA's libraries search for the fastest kernels again for each size they have not met.
 *
 * @param ascending the sizes, none twice; a batch larger than the last is not padded
 */
record BatchSizes(List<Integer> ascending) {

  /** Any size: no batch is padded. */
  static final BatchSizes ANY = new BatchSizes(List.of());

  /** Powers of 4 below the largest size, and the largest. */
  static BatchSizes upTo(int largest) {
    IntStream powers = IntStream.iterate(1, size -> size < largest, size -> 4 * size);
    return new BatchSizes(IntStream.concat(powers, IntStream.of(largest)).boxed().toList());
  }

  int largest() {
    return ascending.get(ascending.size() - 1);
  }

  /** The smallest size that holds so many pictures, or as many if none does. */
  int holding(int pictures) {
    return ascending.stream().filter(size -> size >= pictures).findFirst().orElse(pictures);
  }

  /**
   * The order to try them in: once TensorRT has met the smallest and the largest, it need not build
   * its engine again for those between.
   */
  List<Integer> extremesFirst() {
    IntStream between = IntStream.range(1, Math.max(1, ascending.size() - 1));
    return IntStream.concat(IntStream.of(0, ascending.size() - 1), between)
        .map(ascending::get)
        .distinct()
        .boxed()
        .toList();
  }
}
