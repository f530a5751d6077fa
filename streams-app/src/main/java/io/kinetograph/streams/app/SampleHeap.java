// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.streams.config.InvalidSettingsException;
import io.kinetograph.streams.config.SampleSettings;
import java.util.Locale;
import java.util.Optional;

/** Relates the heap that samples may take to the heap of the process. */
final class SampleHeap {

  private SampleHeap() {}

  /**
   * A warning if the heap may be full before samples reach their limit.
   *
   * @param heapBytes the most that the heap may take
   * @throws InvalidSettingsException if it is full before in any case
   */
  static Optional<String> warning(SampleSettings samples, long heapBytes)
      throws InvalidSettingsException {
    long bytes = samples.memoryBytes();
    if (bytes >= heapBytes) {
      throw new InvalidSettingsException(
          String.format(
              Locale.ROOT,
              "setting samples.memory is %d MB, and the heap has at most %d MB: %s",
              bytes >> 20,
              heapBytes >> 20,
              remedy(heapBytes)));
    }
    return bytes <= heapBytes / 2
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "samples.memory (%d MB) is more than half of the heap (%d MB), which may be full"
                    + " before segments close early: %s",
                bytes >> 20,
                heapBytes >> 20,
                remedy(heapBytes)));
  }

  private static String remedy(long heapBytes) {
    return String.format(
        Locale.ROOT, "set it to at most %d MB, or raise the heap (-Xmx)", heapBytes >> 21);
  }
}
