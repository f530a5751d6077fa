// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.streams.config.TopicSettings;
import io.kinetograph.streams.logs.CapturedLog;
import org.junit.jupiter.api.Test;

class CompactedTopicsTest {

  private static final String SENTENCE =
      "topic 'in' (setting input.topic) is compacted and loses records; set its cleanup.policy to"
          + " delete";

  private final CompactedTopics topics =
      new CompactedTopics(new TopicSettings("in", "out", "episodes", "dlq"));

  @Test
  void compactedTopicIsAProblemUntilItIsNot() {
    try (CapturedLog log = CapturedLog.messages(CompactedTopics.class)) {
      topics.set("in", false);
      assertThat(topics.problem()).isEmpty();

      topics.set("in", true);
      topics.set("in", true);
      assertThat(topics.problem()).contains(SENTENCE);

      topics.set("in", false);
      topics.set("in", false);
      assertThat(topics.problem()).isEmpty();
      assertThat(log.lines())
          .containsExactly(SENTENCE, "topic 'in' (setting input.topic) is no longer compacted");
    }
  }

  @Test
  void eachCompactedTopicIsReported() {
    topics.set("in", true);
    topics.set("dlq", true);
    topics.set("in", false);

    assertThat(topics.problem())
        .hasValueSatisfying(
            problem -> assertThat(problem).startsWith("topic 'dlq' (setting dead-letter.topic)"));
  }

  @Test
  void changelogMayBeCompacted() {
    topics.set("app-progress-changelog", true);

    assertThat(topics.problem()).isEmpty();
  }
}
