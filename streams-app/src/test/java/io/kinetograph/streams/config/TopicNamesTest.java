// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.program.TopicName;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;

/** Names of topics are checked without Kafka in some commands, and by its rule in all. */
class TopicNamesTest {

  @Property
  void theRuleIsKafkas(
      @ForAll @CharRange(from = ' ', to = '~') @StringLength(min = 0, max = 3) String name) {
    assertThat(TopicName.isValid(name)).as(name).isEqualTo(isValidForKafka(name));
  }

  @Example
  void theRuleIsKafkasForOddNames() {
    for (String name :
        List.of("", ".", "..", "...", "a\n", "é", "Ａ", "a".repeat(249), "a".repeat(250))) {
      assertThat(TopicName.isValid(name)).as(name).isEqualTo(isValidForKafka(name));
    }
  }

  private static boolean isValidForKafka(String name) {
    try {
      Topic.validate(name);
      return true;
    } catch (InvalidTopicException e) {
      return false;
    }
  }
}
