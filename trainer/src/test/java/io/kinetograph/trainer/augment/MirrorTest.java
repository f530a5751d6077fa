// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.ActivityLabels;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MirrorTest {

  @Test
  void swapsLeftAndRightAndNegatesEveryY() {
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (int row = 0; row < Segment.ROWS; row++) {
      values[row * Segment.COLUMNS + 7] = row + 1;
    }

    Mirror.mirror(values);

    float[] column = new float[Segment.ROWS];
    for (int row = 0; row < Segment.ROWS; row++) {
      column[row] = values[row * Segment.COLUMNS + 7];
    }
    assertThat(column).containsExactly(1, -2, 3, 7, -8, 9, 4, -5, 6, 13, -14, 15, 10, -11, 12);
  }

  @Property(tries = 50)
  void mirroringTwiceChangesNothing(@ForAll long seed) {
    Random random = new Random(seed);
    float[] values = new float[Segment.ROWS * Segment.COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    float[] mirrored = values.clone();

    Mirror.mirror(mirrored);
    Mirror.mirror(mirrored);

    assertThat(mirrored).isEqualTo(values);
  }

  @Test
  void mirroringChangesLyingOnTheRightSideButNotOnTheBack() {
    assertThat(Mirror.keeps(ActivityLabels.number("lying-on-right-side"))).isFalse();
    assertThat(Mirror.keeps(ActivityLabels.number("lying-on-back"))).isTrue();
  }
}
