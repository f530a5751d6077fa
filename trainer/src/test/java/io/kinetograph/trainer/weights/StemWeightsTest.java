// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StemWeightsTest {

  private static final int AREA = 49;
  private static final int KERNELS = 4;

  @Property
  void theResponseToEqualChannelsIsKept(
      @ForAll @IntRange(min = 1, max = 5) int channels, @ForAll long seed) {
    float[] published = new float[KERNELS * 3 * AREA];
    Random random = new Random(seed);
    for (int i = 0; i < published.length; i++) {
      published[i] = (float) random.nextGaussian();
    }

    float[] stem = PretrainedWeights.spread(published, AREA, channels);

    assertThat(stem).hasSize(KERNELS * channels * AREA);
    float[] sums = sumOfChannels(stem, channels);
    assertThat(sums).containsExactly(sumOfChannels(published, 3), within(1e-5f));
    for (int i = 0; i < stem.length; i++) {
      int kernel = i / (channels * AREA);
      assertThat(stem[i]).isEqualTo(sums[kernel * AREA + i % AREA] / channels, within(1e-5f));
    }
  }

  private static float[] sumOfChannels(float[] kernels, int channels) {
    float[] sums = new float[KERNELS * AREA];
    for (int i = 0; i < kernels.length; i++) {
      sums[i / (channels * AREA) * AREA + i % AREA] += kernels[i];
    }
    return sums;
  }
}
