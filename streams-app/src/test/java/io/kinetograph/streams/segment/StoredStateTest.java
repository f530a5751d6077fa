// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StoredStateTest {

  private static final long NOW = 1_700_000_000_000L;

  @Test
  void whatTheAppStoresIsValid() {
    for (boolean isLabeled : new boolean[] {true, false}) {
      for (int[] still : new int[][] {new int[5], {0, 5_000, 0, 0, 0}}) {
        byte[] stored = new WearerProgress(-5_000_000, NOW, isLabeled, still).toBytes();
        assertThat(WearerProgress.isValid(stored)).isTrue();
        WearerProgress restored = WearerProgress.fromBytes(stored);
        assertThat(restored.nextStartMicros()).isEqualTo(-5_000_000);
        assertThat(restored.closedMillis()).isEqualTo(NOW);
        assertThat(restored.isLabeled()).isEqualTo(isLabeled);
        assertThat(restored.stillMillis()).containsExactly(still);
      }
    }
    assertThat(TaskPlace.isValid(longs(0, 0))).isTrue();
    assertThat(TaskPlace.isValid(longs(7, 9))).isTrue();
    byte[] withRefused =
        ByteBuffer.allocate(18).putLong(7).putLong(9).put(new byte[] {0, 2}).array();
    assertThat(TaskPlace.isValid(withRefused)).isTrue();
  }

  @Test
  void valuesOfAnotherFormatAreNot() {
    for (byte[] other :
        new byte[][] {
          {},
          new byte[7],
          new byte[17],
          new byte[18],
          ByteBuffer.allocate(19).put(18, (byte) 1).array(),
          longs(Long.MAX_VALUE, 0),
          "sixteen letters!".getBytes(UTF_8)
        }) {
      assertThat(WearerProgress.isValid(other)).isFalse();
    }
    byte[] unfinished = ByteBuffer.allocate(17).putLong(7).putLong(9).put((byte) -1).array();
    byte[] beyond = ByteBuffer.allocate(17).putLong(7).putLong(9).put((byte) 8).array();
    for (byte[] other :
        new byte[][] {{}, new byte[7], longs(9, 7), longs(-1, 7), unfinished, beyond}) {
      assertThat(TaskPlace.isValid(other)).isFalse();
    }
  }

  @Test
  void aRecordOfOnePartIsNoneOfAWearer() {
    byte[] progress = new WearerProgress(1000 * NOW, NOW, true, new int[5]).toBytes();
    byte[] ofBoth = ByteBuffer.allocate(21).put(new byte[] {1, 16}).put(progress).array();
    assertThat(WearerStore.isValid(ofBoth)).isTrue();
    assertThat(WearerStore.isValid(new byte[] {1, 0, 1})).as("an episode alone").isTrue();

    byte[] tooLong = ByteBuffer.allocate(17).put(new byte[] {1, 16}).array();
    for (byte[] other : new byte[][] {{}, {1, 0}, {1, -1, 0}, new byte[7], progress, tooLong}) {
      assertThat(WearerStore.isValid(other)).isFalse();
    }
  }

  private static byte[] longs(long first, long second) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(first).putLong(second).array();
  }
}
