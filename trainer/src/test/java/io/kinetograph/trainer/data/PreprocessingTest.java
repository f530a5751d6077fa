// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

  /** The values -937 to 937, once each. */
  private static DataSet ramp() {
    float[] values = new float[1875];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7) % values.length - 937;
    }
    return new DataSet(
        List.of(new RecordedSegment(new SegmentId(1, 1, 1), Segment.measured(0, values))));
  }

  @Test
  void wholeRangeReachesTheExtremes() {
    assertThat(Preprocessing.fitScale(ramp(), 0, 100)).isEqualTo(new PixelScale(-937, 937));
  }

  @Test
  void percentilesIgnoreTheExtremes() {
    PixelScale scale = Preprocessing.fitScale(ramp(), 10, 90);

    assertThat(scale.min()).isEqualTo(-750, within(1f));
    assertThat(scale.max()).isEqualTo(750, within(1f));
  }

  @Test
  void refusesInvalidPercentiles() {
    assertThatThrownBy(() -> Preprocessing.fitScale(ramp(), 60, 40)).hasMessageContaining("60.0");
    assertThatThrownBy(() -> Preprocessing.fitScale(ramp(), 0, 101)).hasMessageContaining("101.0");
  }
}
