// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.SegmentAlignment;
import io.kinetograph.streams.config.SegmentSettings;
import io.kinetograph.streams.config.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.common.utils.Utils;

class SegmentGridTest {

  private static SegmentSettings settings(String hop, SegmentAlignment alignment) throws Exception {
    return Settings.of(
            Map.of(
                "kafka.bootstrap.servers",
                "localhost:9092",
                "segment.hop",
                hop,
                "segment.alignment",
                alignment.name()))
        .segments();
  }

  @Property
  void segmentsOfAWearerAreAHopApartAndOnTheGridOfSamples(
      @ForAll @StringLength(min = 1, max = 40) String wearer,
      @ForAll SegmentAlignment alignment,
      @ForAll @LongRange(min = -10_000_000_000L, max = 2_000_000_000_000_000L) long time)
      throws Exception {
    for (String hop : new String[] {"5s", "2500ms", "1s", "40ms"}) {
      SegmentGrid grid = SegmentGrid.of(settings(hop, alignment), wearer);

      long first = grid.firstSegmentContaining(time);
      long slice = grid.sliceContaining(time);
      long next = grid.startAtOrAfter(time);

      assertThat(grid.offsetMicros()).isBetween(0L, grid.hopMicros() - 1);
      assertThat(grid.offsetMicros() % Segment.COLUMN_MICROS).isZero();
      assertThat(slice).isBetween(time - grid.hopMicros() + 1, time);
      assertThat(first).isBetween(time - Segment.LENGTH_MICROS + 1, slice);
      assertThat(next).isBetween(time, time + grid.hopMicros() - 1);
      for (long start : new long[] {first, slice, next}) {
        assertThat(Math.floorMod(start, grid.hopMicros())).isEqualTo(grid.offsetMicros());
      }
    }
  }

  @Example
  void offsetIsTheDocumentedOne() throws Exception {
    // Python: zlib.crc32(b"anna") % 125 * 40_000
    assertThat(SegmentGrid.of(settings("5s", SegmentAlignment.WEARER), "anna").offsetMicros())
        .isEqualTo(520000);
    assertThat(SegmentGrid.of(settings("5s", SegmentAlignment.EPOCH), "anna").offsetMicros())
        .isZero();
  }

  /** Kafka chooses a wearer's partition by a hash of the same bytes. */
  @Example
  void offsetsOfOnePartitionAreSpread() throws Exception {
    SegmentSettings settings = settings("5s", SegmentAlignment.WEARER);
    long[] offsets =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "wearer-" + i)
            .filter(id -> Utils.murmur2(id.getBytes(StandardCharsets.UTF_8)) % 125 == 7)
            .mapToLong(id -> SegmentGrid.of(settings, id).offsetMicros())
            .toArray();

    assertThat(offsets).hasSizeGreaterThan(300);
    for (int second = 0; second < 5; second++) {
      long from = second * 1_000_000L;
      long within = Arrays.stream(offsets).filter(o -> o / 1_000_000 * 1_000_000 == from).count();
      assertThat((double) within / offsets.length).isBetween(0.13, 0.27);
    }
  }
}
