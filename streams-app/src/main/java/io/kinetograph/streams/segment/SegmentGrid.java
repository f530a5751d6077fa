// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.config.SegmentAlignment;
import io.kinetograph.streams.config.SegmentSettings;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Where a wearer's segments start: at multiples of the hop since the epoch, plus an offset. All
 * times are event time in microseconds.
 *
 * @param hopMicros from one segment's start to the next one's
 * @param offsetMicros 0 to below the hop
 */
public record SegmentGrid(long hopMicros, long offsetMicros) {

  /**
   * The grid of one wearer.
   *
   * <p>With {@link SegmentAlignment#WEARER}, the offset is the CRC-32 of the id's UTF-8 bytes,
   * modulo the hop's columns, in columns of 40 ms. Kafka's partitioner uses another hash, so the
   * offsets of one partition's wearers spread as well as those of all. Samples that are on the 25
   * Hz grid stay on it.
   */
  public static SegmentGrid of(SegmentSettings settings, String wearer) {
    long hopMicros = settings.hopMicros();
    long columns = hopMicros / Segment.COLUMN_MICROS;
    if (settings.alignment() == SegmentAlignment.EPOCH) {
      return new SegmentGrid(hopMicros, 0);
    }
    CRC32 crc = new CRC32();
    crc.update(wearer.getBytes(StandardCharsets.UTF_8));
    return new SegmentGrid(hopMicros, crc.getValue() % columns * Segment.COLUMN_MICROS);
  }

  /** The start of the first segment that contains a time. */
  long firstSegmentContaining(long timeMicros) {
    return sliceContaining(timeMicros - Segment.LENGTH_MICROS) + hopMicros;
  }

  /** The first start of a segment that is not before a time. */
  long startAtOrAfter(long timeMicros) {
    return sliceContaining(timeMicros + hopMicros - 1);
  }

  /** The start of the slice that contains a time; a slice is as long as the hop. */
  public long sliceContaining(long timeMicros) {
    return Math.floorDiv(timeMicros - offsetMicros, hopMicros) * hopMicros + offsetMicros;
  }
}
