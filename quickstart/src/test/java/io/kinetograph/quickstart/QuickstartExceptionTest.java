// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.fixtures.recording.SyntheticRecordings;
import io.kinetograph.quickstart.display.DelayOrigin;
import io.kinetograph.quickstart.display.Scoreboard;
import io.kinetograph.quickstart.publish.Pace;
import io.kinetograph.quickstart.publish.Playback;
import io.kinetograph.quickstart.wearer.WearerGroup;
import io.kinetograph.schemas.TopicSerdes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartExceptionTest {

  private static final String RECORDING = "data/a01/p1/s01.txt";
  private static final int ZIP_HEADER_BYTES = 30;

  @Test
  void aDamagedRecordingIsNamed(@TempDir Path folder) throws Exception {
    new SyntheticRecordings(1, 1, 1).writeFolder(folder);
    Path zip = folder.resolve("damaged.zip");
    byte[] recording = Files.readAllBytes(folder.resolve(RECORDING));
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      ZipEntry entry = new ZipEntry(RECORDING);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(recording.length);
      CRC32 crc = new CRC32();
      crc.update(recording);
      entry.setCrc(crc.getValue());
      out.putNextEntry(entry);
      out.write(recording);
    }
    byte[] damaged = Files.readAllBytes(zip);
    // A digit of the recording: its checksum is wrong now.
    int digit = ZIP_HEADER_BYTES + RECORDING.length() + 3;
    damaged[digit] = (byte) (damaged[digit] ^ 1);
    Files.write(zip, damaged);

    try (WearerGroup group = WearerGroup.replayed(zip, List.of());
        Playback playback =
            new Playback(
                group.motions(),
                new MockProducer<>(
                    true,
                    null,
                    new StringSerializer(),
                    TopicSerdes.accelerometerReading().serializer()),
                "readings",
                Pace.parse("max"),
                InstantSource.system(),
                new Scoreboard(DelayOrigin.ACKNOWLEDGED, InstantSource.system(), null))) {
      playback.start();

      assertThatThrownBy(() -> awaitFailure(playback.end()))
          .hasMessageStartingWith(
              "the wearables failed: " + zip + ": data/a01/p1/s01.txt cannot be read: ");
    }
  }

  @Test
  void wrappersAddNothingAndCausesThatSayMoreAreAdded() {
    IOException cause = new IOException("topic readings", new IOException("the disk is full"));

    assertThatThrownBy(
            () ->
                QuickstartException.throwIfFailed(
                    CompletableFuture.failedFuture(new CompletionException(cause)),
                    "the app failed"))
        .isInstanceOf(QuickstartException.class)
        .hasMessage("the app failed: topic readings: the disk is full");
    assertThat(new QuickstartException("the app failed", new IllegalStateException()))
        .hasMessage("the app failed: IllegalStateException");
  }

  private static void awaitFailure(CompletableFuture<Void> end)
      throws QuickstartException, InterruptedException {
    assertThat(end).failsWithin(Duration.ofSeconds(10));
    QuickstartException.throwIfFailed(end, "the wearables failed");
  }
}
