// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.imaging.segment.BodyUnit;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class UnitPartitionsTest {

  private final UnitPartitions partitions = new UnitPartitions();

  @Test
  void unitsInOnePartitionNeedNoNote() {
    assertThat(partitions.note("anna", "in", 3)).isEmpty();
    for (BodyUnit unit : BodyUnit.values()) {
      partitions.add(2, unit);
    }
    assertThat(partitions.note("anna", "in", 3)).isEmpty();
  }

  @Test
  void unitsInTwoPartitionsAreNamedWithThePartitionOfJava() {
    partitions.add(2, BodyUnit.TORSO);
    partitions.add(0, BodyUnit.LEFT_LEG);
    partitions.add(2, BodyUnit.RIGHT_ARM);
    partitions.add(2, BodyUnit.LEFT_LEG);
    for (String wearer : new String[] {"anna", "ben", "w17"}) {
      assertThat(partitions.note(wearer, "in", 3))
          .startsWith(
              "the readings of wearer '%s' are in 2 partitions of topic 'in': partition 0 has"
                      .formatted(wearer)
                  + " LEFT_LEG; partition 2 has ")
          .contains("TORSO", "RIGHT_ARM", "partitioner=murmur2_random")
          .endsWith(
              "choose partition %s as Java does"
                  .formatted(BuiltInPartitioner.partitionForKey(wearer.getBytes(UTF_8), 3)));
    }
  }
}
