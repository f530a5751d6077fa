// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class SegmentTextPropertyTest {

  @Property(tries = 300)
  void parsesDecimalsToTheSameBitsAsJava(
      @ForAll @DoubleRange(min = -200, max = 200) double value,
      @ForAll @IntRange(max = 12) int decimals)
      throws MalformedDataException {
    String number = String.format(Locale.ROOT, "%." + decimals + "f", value);
    String text = (number + ",1".repeat(44) + "\n").repeat(125);

    float[] values = SegmentText.parse("s01.txt", text.getBytes(StandardCharsets.US_ASCII));

    assertThat(values[0]).isEqualTo(Float.parseFloat(number));
  }

  @Property(tries = 300)
  void eitherReadsDamagedTextOrSaysWhatIsWrong(
      @ForAll @IntRange(max = 6000) int place, @ForAll byte damage) {
    byte[] text = SegmentTexts.text().getBytes(StandardCharsets.US_ASCII);
    text[place] = damage;
    try {
      assertThat(SegmentText.parse("s01.txt", text)).doesNotContain(Float.NaN);
    } catch (MalformedDataException e) {
      assertThat(e).hasMessageStartingWith("s01.txt");
    }
  }
}
