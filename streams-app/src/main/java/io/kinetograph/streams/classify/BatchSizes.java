package io.kinetograph.streams.classify;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The sizes of batches that a model is tried with, and, on a GPU, the only ones it is run with: its
 * libraries look for the best way anew for each size they have not met.
 *
 * @param ascending powers of 4 below the largest, and the largest
 */
record BatchSizes(List<Integer> ascending) {

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
   * In the order to try them: with the smallest and the largest known, TensorRT need not build its
   * engine again for those between.
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
