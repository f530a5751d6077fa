// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

import static io.kinetograph.fixtures.fuzz.FuzzedReader.INPUTS;
import static io.kinetograph.fixtures.fuzz.FuzzedReader.soakInputs;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.fuzz.FuzzedReader;
import io.kinetograph.fixtures.fuzz.Mutator;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.LabelStatus;
import io.kinetograph.schemas.TopicSerdes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged and hostile records of the output topic. */
class LabelFuzzTest {

  private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
  private static final long MAX_ALLOCATED = 16 << 20;

  @Test
  void everyLabelIsReadOrRejected() {
    fuzz(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyLabelsIsReadOrRejected() {
    fuzz(soakInputs());
  }

  private static void fuzz(int inputs) {
    Deserializer<ActivityLabel> deserializer = TopicSerdes.activityLabel().deserializer();
    ActivityLabel label =
        ActivityLabel.newBuilder()
            .setStatus(LabelStatus.KNOWN)
            .setWearer("anna")
            .setSegmentStart(START)
            .setSegmentEnd(START.plusSeconds(5))
            .setActivity("rowing")
            .setConfidence(0.9f)
            .setProbabilities(Map.of("rowing", 0.9f, "sitting", 0.1f))
            .setCoverage(1f)
            .setModel("tiny-1")
            .build();
    byte[] bytes = TopicSerdes.activityLabel().serializer().serialize("t", label);
    byte[] json = TopicSerdes.activityLabelInJson().serializer().serialize("t", label);
    Mutator mutator =
        new Mutator(
            List.of(bytes, json),
            List.of("rowing", "\u0000", "{", "}", "\"", ",", "null", "1e999", "\"segmentEnd\":0,"));
    new FuzzedReader("label", IllegalArgumentException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            mutator::next,
            input -> {
              try {
                Label read = Label.of(deserializer.deserialize("t", input), START);
                // Milliseconds are what the page gets.
                long millis = read.segment().end().toEpochMilli();
                assertThat(millis).isGreaterThanOrEqualTo(read.segment().start().toEpochMilli());
              } catch (SerializationException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
              }
            });
  }
}
