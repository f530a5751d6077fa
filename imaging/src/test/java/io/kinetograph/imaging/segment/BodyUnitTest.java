// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.imaging.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BodyUnitTest {

  @Test
  void theOrderIsThatOfTheDataSet() {
    assertThat(BodyUnit.values())
        .containsExactly(
            BodyUnit.TORSO,
            BodyUnit.RIGHT_ARM,
            BodyUnit.LEFT_ARM,
            BodyUnit.RIGHT_LEG,
            BodyUnit.LEFT_LEG);
    for (BodyUnit unit : BodyUnit.values()) {
      assertThat(BodyUnit.at(unit.index())).isEqualTo(unit);
    }
    assertThat(BodyUnit.TORSO.row(0)).isZero();
    assertThat(BodyUnit.LEFT_LEG.row(2)).isEqualTo(Segment.ROWS - 1);
  }

  @Test
  void aFourthAxisIsRejected() {
    assertThatThrownBy(() -> BodyUnit.TORSO.row(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("axis 3 is not 0, 1 or 2");
  }
}
