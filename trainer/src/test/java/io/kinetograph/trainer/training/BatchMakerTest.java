package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.settings.TrainingSettings;
import org.junit.jupiter.api.Test;

class BatchMakerTest {

  private final DataSet recordings = new Recordings(3, 2, 4).dataSet();

  @Test
  void targetsAreSmoothedAndSumToOne() {
    PictureBatch batch = firstBatch(Settings.quick().labelSmoothing(0.3).build(), 1);

    for (int i = 0; i < batch.size(); i++) {
      assertThat(batch.targets()[3 * i + batch.classAt(i)]).isEqualTo(0.8f, within(1e-6f));
      assertThat(batch.targets()[3 * i + (batch.classAt(i) + 1) % 3])
          .isEqualTo(0.1f, within(1e-6f));
    }
  }

  @Test
  void mixedPicturesStayMostlyTheirOwn() {
    PictureBatch batch = firstBatch(Settings.quick().labelSmoothing(0).mixup(1).build(), 1);
    int mixed = 0;
    for (int i = 0; i < batch.size(); i++) {
      float own = batch.targets()[3 * i + batch.classAt(i)];
      float sum = batch.targets()[3 * i] + batch.targets()[3 * i + 1] + batch.targets()[3 * i + 2];
      assertThat(sum).isEqualTo(1, within(1e-5f));
      assertThat(own).isBetween(0.5f, 1f);
      mixed += own < 1 ? 1 : 0;
    }
    assertThat(mixed).isPositive();
  }

  @Test
  void drawsTheSameAgainForTheSameEpochAndAnotherForTheNext() {
    TrainingSettings settings = Settings.quick().mixup(0.5).build();
    float[] one = firstBatch(settings, 1).pixels().array();

    assertThat(firstBatch(settings, 1).pixels().array()).isEqualTo(one);
    assertThat(firstBatch(settings, 2).pixels().array()).isNotEqualTo(one);
  }

  @Test
  void pixelsLieWithinZeroAndOne() {
    for (float pixel : firstBatch(Settings.quick().mixup(0.5).build(), 1).pixels().array()) {
      assertThat(pixel).isBetween(0f, 1f);
    }
  }

  private PictureBatch firstBatch(TrainingSettings settings, int epoch) {
    BatchMaker maker = new BatchMaker(TrainingData.prepare(recordings, settings), settings);
    return maker.batch(maker.order(epoch), epoch, 0);
  }
}
