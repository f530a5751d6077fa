// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.reading;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The ids of recent wearers by their bytes, so that a record of one of them needs no new string. It
 * has two places for all keys of one hash, and the newer key drives out the older.
 */
final class WearerCache {

  private static final int SIZE = 4096;

  /** Longer ids are not kept: they would take too much memory. */
  private static final int MAX_LENGTH = 64;

  private final byte[][] keys = new byte[SIZE][];
  private final String[] ids = new String[SIZE];

  WearerCache() {
    Arrays.fill(keys, new byte[0]);
  }

  /**
   * The id that a key holds.
   *
   * @param key UTF-8, not empty
   * @throws CharacterCodingException if it is not UTF-8
   */
  String id(byte[] key) throws CharacterCodingException {
    int hash = Arrays.hashCode(key);
    int place = (hash ^ (hash >>> 16)) & (SIZE - 2);
    if (Arrays.equals(keys[place], key)) {
      return ids[place];
    }
    if (Arrays.equals(keys[place + 1], key)) {
      return ids[place + 1];
    }
    String id = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    if (key.length <= MAX_LENGTH) {
      keys[place + 1] = keys[place];
      ids[place + 1] = ids[place];
      keys[place] = key.clone();
      ids[place] = id;
    }
    return id;
  }
}
