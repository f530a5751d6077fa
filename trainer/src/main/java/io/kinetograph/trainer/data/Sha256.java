package io.kinetograph.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 hexadecimal digits in lower case
 */
record Sha256(String hex) {

  private static final int DIGITS = 64;
  private static final int PIECE = 1 << 16;

  /**
   * Reads a digest.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static Sha256 parse(String text) {
    if (!text.matches("[0-9a-fA-F]{" + DIGITS + "}")) {
      throw new IllegalArgumentException(
          "'%s' is no SHA-256 digest of %d hexadecimal digits".formatted(text, DIGITS));
    }
    return new Sha256(text.toLowerCase(Locale.ROOT));
  }

  /** The digest of a file. */
  static Sha256 of(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    return new Sha256(HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public String toString() {
    return hex;
  }
}
