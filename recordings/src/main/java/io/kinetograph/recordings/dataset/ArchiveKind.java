// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognizes what people give in place of the data set's zip, to say what to do. */
final class ArchiveKind {

  private static final int TAR_MAGIC = 257;

  private static final Pattern ARCHIVE =
      Pattern.compile("\\.(zip|7z|rar|tar|tgz|gz|bz2|xz|zst)$", Pattern.CASE_INSENSITIVE);

  private ArchiveKind() {}

  /** Whether a file's name is that of an archive. */
  static boolean isArchive(String name) {
    return ARCHIVE.matcher(name).find();
  }

  /** Whether a file's name is that of a zip. */
  static boolean isZip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  /**
   * Says what a file is that is not a zip.
   *
   * @return the rest of a sentence; empty for a file that is not recognized
   */
  static Optional<String> sentence(Path file) throws IOException {
    String begin;
    try (InputStream in = Files.newInputStream(file)) {
      begin = new String(in.readNBytes(TAR_MAGIC + 5), ISO_8859_1);
    }
    String text = begin.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return Optional.of("is a web page, not a zip: the download failed; download it again");
    }
    if (text.startsWith("version https://git-lfs")) {
      return Optional.of("is a pointer of Git LFS, not a zip: fetch the file with 'git lfs pull'");
    }
    return Optional.ofNullable(name(begin))
        .map(
            name ->
                "is in the format %s, not a zip: unpack it, and give the folder".formatted(name));
  }

  private static @Nullable String name(String begin) {
    if (begin.startsWith("\u001f\u008b")) {
      return "gzip";
    }
    if (begin.startsWith("7z\u00bc\u00af")) {
      return "7z";
    }
    if (begin.startsWith("Rar!")) {
      return "RAR";
    }
    if (begin.startsWith("BZh")) {
      return "bzip2";
    }
    if (begin.startsWith("\u00fd7zXZ")) {
      return "xz";
    }
    if (begin.startsWith("(\u00b5/\u00fd")) {
      return "Zstandard";
    }
    return begin.startsWith("ustar", TAR_MAGIC) ? "tar" : null;
  }
}
