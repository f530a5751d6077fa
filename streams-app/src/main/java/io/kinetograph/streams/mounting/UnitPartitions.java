// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import io.kinetograph.imaging.segment.BodyUnit;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Utils;

/** The partitions in which a wearer's units were seen. The app labels each partition on its own. */
final class UnitPartitions {

  private final Map<Integer, Set<BodyUnit>> units = new TreeMap<>();

  /** Takes note of a reading. */
  void add(int partition, BodyUnit unit) {
    units.computeIfAbsent(partition, any -> EnumSet.noneOf(BodyUnit.class)).add(unit);
  }

  /**
   * Which units are where and what to do, if they are in several partitions; otherwise empty.
   *
   * @param topic of the readings
   * @param partitions of the topic
   */
  String note(String wearer, String topic, int partitions) {
    if (units.size() < 2) {
      return "";
    }
    int ofJava =
        Utils.toPositive(Utils.murmur2(wearer.getBytes(StandardCharsets.UTF_8))) % partitions;
    String found =
        units.entrySet().stream()
            .map(
                entry ->
                    "partition %s has %s"
                        .formatted(
                            entry.getKey(),
                            entry.getValue().stream()
                                .map(BodyUnit::name)
                                .collect(Collectors.joining(", "))))
            .collect(Collectors.joining("; "));
    return "the readings of wearer '%s' are in %s partitions of topic '%s': %s; the app labels each"
            .formatted(wearer, units.size(), topic, found)
        + " partition on its own, without the units in the others: unless partitions were added to"
        + " the topic, set partitioner=murmur2_random in all programs with librdkafka, so that they"
        + " choose partition %s as Java does".formatted(ofJava);
  }
}
