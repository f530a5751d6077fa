package io.kinetograph.trainer.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a partial file is a part of.
 *
 * @param uri where it came from
 * @param validator the server's name for this very version of it, fit for {@code If-Range}: a
 *     strong entity tag or a date (RFC 9110, section 13.1.5); empty if there is none
 */
record Origin(String uri, String validator) {

  /** Whether a part may be continued, if the server says that the version is the same. */
  boolean continuable() {
    return !validator.isEmpty();
  }

  void write(Path file) throws IOException {
    Files.write(file, List.of(uri, validator));
  }

  /** Reads what was written; what cannot be made sense of is the origin of nothing. */
  static Origin read(Path file) throws IOException {
    if (Files.exists(file)) {
      // Any bytes can be read so.
      List<String> lines =
          new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().toList();
      if (lines.size() == 2) {
        return new Origin(lines.get(0), lines.get(1));
      }
    }
    return new Origin("", "");
  }
}
