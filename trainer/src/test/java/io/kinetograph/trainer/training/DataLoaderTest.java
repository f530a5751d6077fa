// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.settings.AugmentationSettings;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DataLoaderTest {

  private final DataSet recordings = new Recordings(3, 2, 4).dataSet();

  @Test
  void targetsAreSmoothedAndSumToOne() {
    DataLoader.Batch batch = firstBatch(Settings.quick().labelSmoothing(0.3).build(), 1);

    for (int i = 0; i < batch.size(); i++) {
      assertThat(batch.targets()[3 * i + batch.classes()[i]]).isEqualTo(0.8f, within(1e-6f));
      assertThat(batch.targets()[3 * i + (batch.classes()[i] + 1) % 3])
          .isEqualTo(0.1f, within(1e-6f));
    }
  }

  @Test
  void unknownMotionsGiveAllClassesTheSameProbability() {
    AugmentationSettings half = new AugmentationSettings(false, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, false);
    DataLoader.Batch batch = firstBatch(Settings.quick().augmentation(half).build(), 1);
    int known = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (batch.classes()[i] == DataLoader.Batch.NO_CLASS) {
        assertThat(Arrays.copyOfRange(batch.targets(), 3 * i, 3 * i + 3))
            .containsExactly(new float[] {1 / 3f, 1 / 3f, 1 / 3f}, within(1e-6f));
      } else {
        known++;
      }
    }
    assertThat(known).isEqualTo(batch.known()).isBetween(1, batch.size() - 1);
  }

  @Test
  void mixupKeepsAtLeastHalfOfEachPicture() {
    DataLoader.Batch batch = firstBatch(Settings.quick().labelSmoothing(0).mixup(1).build(), 1);
    int mixed = 0;
    for (int i = 0; i < batch.size(); i++) {
      float own = batch.targets()[3 * i + batch.classes()[i]];
      float sum = batch.targets()[3 * i] + batch.targets()[3 * i + 1] + batch.targets()[3 * i + 2];
      assertThat(sum).isEqualTo(1, within(1e-5f));
      assertThat(own).isBetween(0.5f, 1f);
      mixed += own < 1 ? 1 : 0;
    }
    assertThat(mixed).isPositive();
  }

  @Test
  void mixupEndsForEveryValueThatTheSettingsAllow() {
    RandomGenerator random = new SplittableRandom(1);
    for (double a : List.of(Double.MIN_VALUE, 1e-30, 1e-3, 0.2, 1.0, 8.0)) {
      double sum = 0;
      for (int i = 0; i < 200; i++) {
        double drawn = DataLoader.beta(a, random);
        assertThat(drawn).isBetween(0.0, 1.0);
        sum += drawn;
      }
      // The distribution is symmetric; four standard errors of the widest one.
      assertThat(sum / 200).as("a = %s", a).isEqualTo(0.5, within(0.15));
    }
  }

  @Test
  void noEpochOfARunHasTheDrawsOfAnotherRunsEpoch() {
    List<List<RecordedSegment>> orders = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      TrainingSettings settings = Settings.quick().seed(seed).build();
      try (DataLoader loader =
          new DataLoader(TrainingData.prepare(recordings, settings), settings)) {
        for (int epoch = 1; epoch <= 70; epoch++) {
          orders.add(loader.order(epoch));
        }
      }
    }
    assertThat(orders).doesNotHaveDuplicates();
  }

  @Test
  void drawsTheSameBatchForTheSameEpochAndAnotherForTheNext() {
    TrainingSettings settings = Settings.quick().mixup(0.5).build();
    float[] one = firstBatch(settings, 1).pixels();

    assertThat(firstBatch(settings, 1).pixels()).isEqualTo(one);
    assertThat(firstBatch(settings, 2).pixels()).isNotEqualTo(one);
  }

  @Test
  void pixelsAreBetweenZeroAndOne() {
    for (float pixel : firstBatch(Settings.quick().mixup(0.5).build(), 1).pixels()) {
      assertThat(pixel).isBetween(0f, 1f);
    }
  }

  @Test
  void anEpochHasFullBatchesOfShuffledSegments() {
    TrainingSettings settings = Settings.quick().build();
    try (DataLoader loader = new DataLoader(TrainingData.prepare(recordings, settings), settings)) {
      List<Integer> sizes = new ArrayList<>();
      loader.epoch(1).forEachRemaining(batch -> sizes.add(batch.size()));

      assertThat(sizes).hasSize(loader.batches()).containsOnly(8);
      assertThat(loader.order(1)).isNotEqualTo(loader.order(2));
      assertThat(loader.order(1)).containsExactlyInAnyOrderElementsOf(loader.order(2));
    }
  }

  private DataLoader.Batch firstBatch(TrainingSettings settings, int epoch) {
    try (DataLoader loader = new DataLoader(TrainingData.prepare(recordings, settings), settings)) {
      return loader.epoch(epoch).next();
    }
  }
}
