// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Parameter;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.data.Recordings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelFormatTest extends EngineTest {

  private static final PixelScale SCALE = new PixelScale(-20, 20);

  /**
   * If this fails because the same parameters shall give other logits, increase the number, so that
   * nobody mixes figures of the two, and write the new logits here.
   */
  @Test
  void theNumberStandsForTheLogitsOfFixedParameters() {
    ResNet network = new ResNet(SmallNetwork.SIZE, 3, new Preprocessing(SCALE, 4)).create(manager);
    Random random = new Random(1);
    for (Parameter parameter : network.parameters().values()) {
      float[] values = new float[(int) parameter.getShape().size()];
      for (int i = 0; i < values.length; i++) {
        double middle =
            switch (parameter.getType()) {
              case GAMMA, RUNNING_VAR -> 1;
              default -> 0;
            };
        values[i] = (float) (middle + 0.1 * random.nextGaussian());
      }
      parameter.getArray().set(values);
    }
    List<Segment> segments =
        new Recordings(2, 1, 1)
            .dataSet().segments().stream().map(RecordedSegment::segment).toList();

    float[][] logits =
        new EngineClassifier(network, SCALE, List.of("sitting", "standing", "jumping"), manager)
            .logits(segments);

    assertThat(ResNet.MODEL_FORMAT).isEqualTo(1);
    assertThat(logits[0])
        .containsExactly(new float[] {0.02034f, -0.43339f, 0.48144f}, within(1e-3f));
    assertThat(logits[1])
        .containsExactly(new float[] {-0.23750f, -0.31443f, 0.38258f}, within(1e-3f));
  }
}
