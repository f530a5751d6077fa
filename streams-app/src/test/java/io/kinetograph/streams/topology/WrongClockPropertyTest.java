// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** A wearer whose clock is wrong, by up to a day in either direction. */
class WrongClockPropertyTest {

  @Property(tries = 10)
  void aWrongClockChangesNothingForOthers(
      @ForAll Random random, @ForAll @IntRange(min = -86_400, max = 86_400) int skewSeconds) {
    check(random, skewSeconds);
  }

  @Property(tries = 300)
  @Tag("soak")
  void manyWrongClocksChangeNothingForOthers(
      @ForAll Random random, @ForAll @IntRange(min = -86_400, max = 86_400) int skewSeconds) {
    check(random, skewSeconds);
  }

  private static void check(Random random, int skewSeconds) {
    try (TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new)) {
      topology.open();
      check(topology, random, skewSeconds);
    }
  }

  private static void check(TopologyHarness topology, Random random, int skewSeconds) {
    List<AccelerometerReading> correct = new ArrayList<>();
    for (String wearer : List.of("anna", "berta", "carla")) {
      correct.addAll(Readings.of(wearer, START, 21, 25));
    }
    topology.publish(Readings.delayed(correct, 1_900, random));
    topology.finishBatch();
    List<ActivityLabel> without = sorted(topology.labels());
    assertThat(without).hasSize(12);

    topology.reopen();
    List<AccelerometerReading> all = new ArrayList<>(Readings.delayed(correct, 1_900, random));
    List<AccelerometerReading> wrong =
        Readings.of(
            "wrong", START + skewSeconds * SECOND - Math.floorMod(skewSeconds, 5) * SECOND, 10, 25);
    for (int i = 0; i < wrong.size(); i++) {
      all.add(i * all.size() / wrong.size(), wrong.get(i));
    }
    final double invalid = topology.readings("invalid");
    topology.publish(all);
    topology.finishBatch();

    List<ActivityLabel> labels = sorted(topology.labels());
    assertThat(labels).filteredOn(label -> !label.getWearer().equals("wrong")).isEqualTo(without);
    if (skewSeconds > 310) {
      assertThat(labels).hasSameSizeAs(without);
      assertThat(topology.readings("invalid") - invalid).isEqualTo(wrong.size());
    } else if (skewSeconds < 290) {
      assertThat(labels).filteredOn(label -> label.getWearer().equals("wrong")).hasSize(2);
    }
  }

  private static List<ActivityLabel> sorted(List<ActivityLabel> labels) {
    return labels.stream()
        .sorted(
            Comparator.comparing(ActivityLabel::getWearer)
                .thenComparing(ActivityLabel::getSegmentStart))
        .toList();
  }
}
