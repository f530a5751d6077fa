// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.Unit;
import io.kinetograph.streams.config.ReadingSettings;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.ReadingDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SampleRunsTest {

  /** Start of a slice. */
  private static final long SLICE = 1_700_000_000_000_000L;

  /** A run without its samples. */
  record Instants(BodyUnit unit, long startMicros, int periodMicros, int size) {}

  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll("readings") List<Reading> readings) {
    Map<Instants, List<Float>> expected = new LinkedHashMap<>();
    byte[] runs = new byte[0];
    for (Reading reading : readings) {
      byte[] run = SampleRuns.of(reading, SLICE, 0, reading.size());
      if (SampleRuns.find(runs, run) < 0) {
        runs = SampleRuns.append(runs, run);
        expected.put(instants(reading), samples(reading));
      }
    }

    assertThat(read(runs)).containsExactlyEntriesOf(expected);
  }

  @Property(tries = 200)
  void ofRunsOfTheSameInstantsTheSmallestStaysWhicheverCameFirst(
      @ForAll("readings") List<Reading> readings) {
    List<Reading> backwards = new ArrayList<>(readings);
    Collections.reverse(backwards);

    assertThat(read(kept(readings))).containsExactlyInAnyOrderEntriesOf(read(kept(backwards)));
  }

  @Example
  void theLongestReadingIsOneRun() {
    Reading longest = reading(Unit.LEFT_LEG, SLICE + 4_999_999, 1000, new float[1024]);

    assertThat(read(SampleRuns.of(longest, SLICE, 0, 1024))).containsKey(instants(longest));
    assertThat(read(SampleRuns.of(longest, SLICE, 1000, 1024)))
        .containsOnlyKeys(new Instants(BodyUnit.LEFT_LEG, SLICE + 5_999_999, 1000, 24));
  }

  private static byte[] kept(List<Reading> readings) {
    byte[] runs = new byte[0];
    for (Reading reading : readings) {
      byte[] run = SampleRuns.of(reading, SLICE, 0, reading.size());
      int at = SampleRuns.find(runs, run);
      if (at < 0) {
        runs = SampleRuns.append(runs, run);
      } else {
        byte[] replaced = SampleRuns.smaller(runs, at, run);
        runs = replaced == null ? runs : replaced;
      }
    }
    return runs;
  }

  private static Map<Instants, List<Float>> read(byte[] runs) {
    Map<Instants, List<Float>> read = new LinkedHashMap<>();
    SampleRuns.forEach(
        runs,
        SLICE,
        (unit, start, period, size, samples) -> {
          List<Float> values = new ArrayList<>();
          for (int i = 0; i < 3 * size; i++) {
            values.add(samples.getFloat());
          }
          assertThat(samples.hasRemaining()).isFalse();
          read.put(new Instants(unit, start, period, size), values);
        });
    return read;
  }

  private static Instants instants(Reading reading) {
    return new Instants(
        reading.unit(), reading.timeMicros(0), reading.periodMicros(), reading.size());
  }

  private static List<Float> samples(Reading reading) {
    List<Float> samples = new ArrayList<>();
    for (int i = 0; i < reading.size(); i++) {
      samples.addAll(List.of(reading.x(i), reading.y(i), reading.z(i)));
    }
    return samples;
  }

  /** Few starts and values, so that many are repeated or differ at the same instants. */
  @Provide
  Arbitrary<List<Reading>> readings() {
    return Combinators.combine(
            Arbitraries.of(Unit.TORSO, Unit.LEFT_LEG),
            Arbitraries.of(0L, 40_000L, 4_999_999L),
            Arbitraries.of(1000, 40_000, 100_000),
            Arbitraries.floats().between(-500, 500).array(float[].class).ofMinSize(1).ofMaxSize(3))
        .as((unit, start, period, xs) -> reading(unit, SLICE + start, period, xs))
        .list()
        .ofMaxSize(20);
  }

  private static Reading reading(Unit unit, long start, int period, float[] xs) {
    var topic = TopicSerdes.accelerometerReading();
    byte[] value =
        topic.serializer().serialize("in", Readings.reading("anna", unit, start, period, xs));
    return new ReadingDecoder(topic.deserializer(), new ReadingSettings(Duration.ofMinutes(5), 500))
        .decode("in", "anna".getBytes(StandardCharsets.UTF_8), value, SLICE / 1000 + 100_000);
  }
}
