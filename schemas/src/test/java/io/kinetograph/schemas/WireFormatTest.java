// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/wire-format.md} true. */
class WireFormatTest {

  private static final Path DOCUMENT = Path.of("../docs/wire-format.md");

  @Test
  void readingsStartAsDocumented() throws Exception {
    var reading =
        AccelerometerReading.newBuilder()
            .setWearer("anna")
            .setUnit(Unit.RIGHT_ARM)
            .setStartedAt(Instant.EPOCH)
            .setSamplePeriodMicros(40_000)
            .setX(FloatAxes.of(0.1f))
            .setY(FloatAxes.of(0.2f))
            .setZ(FloatAxes.of(9.8f))
            .build();

    assertThatDocumentHas(
        TopicSerdes.accelerometerReading()
            .serializer()
            .serialize("wearable.accelerometer", reading),
        "wearable.accelerometer");
  }

  @Test
  void labelsStartAsDocumented() throws Exception {
    var label =
        ActivityLabel.newBuilder()
            .setStatus(LabelStatus.KNOWN)
            .setWearer("anna")
            .setSegmentStart(Instant.EPOCH)
            .setSegmentEnd(Instant.EPOCH.plusSeconds(5))
            .setActivity("rowing")
            .setConfidence(1f)
            .setProbabilities(Map.of("rowing", 1f))
            .setCoverage(1f)
            .setModel("2026.11.1")
            .build();

    assertThatDocumentHas(
        TopicSerdes.activityLabel().serializer().serialize("wearer.activity", label),
        "wearer.activity");
  }

  @Test
  void episodesStartAsDocumented() throws Exception {
    var episode =
        ActivityEpisode.newBuilder()
            .setEpisode("anna@0")
            .setWearer("anna")
            .setActivity("rowing")
            .setGroup("rowing")
            .setStart(Instant.EPOCH)
            .setEvent(EpisodeEventType.ENTERED)
            .setConfidence(1f)
            .setSegments(4)
            .setModel("2026.11.1")
            .build();

    assertThatDocumentHas(
        TopicSerdes.activityEpisode().serializer().serialize("wearer.episodes", episode),
        "wearer.episodes");
  }

  /** In the table beside the topic, and in the example's code. */
  private static void assertThatDocumentHas(byte[] value, String topic) throws Exception {
    byte[] header = Arrays.copyOf(value, 10);
    String spaced = HexFormat.ofDelimiter(" ").withUpperCase().formatHex(header);
    assertThat(Files.readAllLines(DOCUMENT))
        .anyMatch(line -> line.startsWith("| `" + topic + "`") && line.endsWith(spaced + "` |"))
        .anyMatch(
            line -> line.contains("bytes.fromhex(\"" + HexFormat.of().formatHex(header) + "\")"));
  }
}
