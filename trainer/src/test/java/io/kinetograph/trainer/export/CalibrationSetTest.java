// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Recordings;
import org.junit.jupiter.api.Test;

class CalibrationSetTest {

  private final DataSet training = new Recordings(4, 2, 6).dataSet();

  @Test
  void drawsTheSameNumberOfEachActivity() {
    DataSet drawn = Int8Export.calibrationSet(training, 20, 1);

    assertThat(drawn.size()).isEqualTo(20);
    for (int activity : training.activities()) {
      assertThat(drawn.where(id -> id.activity() == activity).size()).isEqualTo(5);
    }
    assertThat(drawn.segments()).allMatch(training.segments()::contains);
  }

  @Test
  void drawsTheSameSegmentsOnlyFromTheSameSeed() {
    assertThat(Int8Export.calibrationSet(training, 20, 1).segments())
        .isEqualTo(Int8Export.calibrationSet(training, 20, 1).segments())
        .isNotEqualTo(Int8Export.calibrationSet(training, 20, 2).segments());
  }

  @Test
  void drawsAllIfThereAreFewer() {
    DataSet uneven = training.where(id -> id.activity() > 1 || id.number() == 1);

    assertThat(Int8Export.calibrationSet(uneven, 1000, 1).segments()).isEqualTo(uneven.segments());
  }

  @Test
  void refusesToDrawNone() {
    assertThatThrownBy(() -> Int8Export.calibrationSet(training, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("calibration 0 is not at least 1");
  }
}
