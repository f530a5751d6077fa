// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long GRID = 5_000_000;
  private static final long LATEST = 4_000_000_000_000_000L;

  @Property
  void fastMotionEndsAtMostOneSegmentBeforeNow(
      @ForAll @LongRange(min = 1_000_000_000_000_000L, max = LATEST) long now,
      @ForAll @IntRange(min = 1, max = 100_000) int segments) {
    long start = new Pace(10).startMicros(now, segments * GRID);

    assertThat(start % GRID).isZero();
    assertThat(start + segments * GRID).isBetween(now - GRID + 1, now);
  }

  @Property
  void liveMotionBeginsWithTheSegmentThatIsNow(
      @ForAll @LongRange(min = 1_000_000_000_000_000L, max = LATEST) long now) {
    long start = Pace.LIVE.startMicros(now, 7 * GRID);

    assertThat(start % GRID).isZero();
    assertThat(start).isBetween(now - GRID + 1, now);
  }

  @Test
  void waitsAsLongAsTheSpeedSays() {
    assertThat(new Pace(1).dueMicros(100, 5_000)).isEqualTo(5_100);
    assertThat(new Pace(10).dueMicros(100, 5_000)).isEqualTo(600);
    assertThat(Pace.parse("max").dueMicros(100, 5_000)).isEqualTo(100);
  }

  @Test
  void isReadFromText() {
    assertThat(Pace.parse("1")).isEqualTo(Pace.LIVE);
    assertThat(Pace.parse("max").isUnbounded()).isTrue();
    assertThatThrownBy(() -> Pace.parse("fast"))
        .hasMessage("speed 'fast' is neither a number nor max");
    assertThatThrownBy(() -> Pace.parse("0")).hasMessage("speed 0.0 is not greater than 0");
    assertThatThrownBy(() -> Pace.parse("NaN")).hasMessage("speed NaN is not greater than 0");
  }
}
