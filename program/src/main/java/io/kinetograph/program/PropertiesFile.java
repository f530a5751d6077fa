// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a properties file in UTF-8, or in UTF-16 if it says so by a byte order mark. It rejects
 * paths of Windows whose backslashes are not written twice: without them, they would name another
 * file. If it contains a key more than once, it logs so, and the last value applies.
 */
public final class PropertiesFile {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** A value that begins as a path of Windows, whose backslashes would be lost. */
  private static final Pattern WINDOWS_PATH =
      Pattern.compile(
          "(?m)^[ \\t\\f]*[^#!=:\\s\\\\]+[ \\t\\f]*[=:][ \\t\\f]*[A-Za-z]:\\\\(?=[^\\\\\\s])");

  private static final Logger LOG = LoggerFactory.getLogger(PropertiesFile.class);

  private PropertiesFile() {}

  /** Notices keys that are there more than once. */
  private static final class Entries extends Properties {

    private static final long serialVersionUID = 1L;

    private final transient Set<Object> repeated = new LinkedHashSet<>();

    @Override
    public synchronized @Nullable Object put(Object key, Object value) {
      Object before = super.put(key, value);
      if (before != null && !before.equals(value)) {
        repeated.add(key);
      }
      return before;
    }
  }

  /**
   * Reads a file.
   *
   * @throws NoSuchFileException if there is none
   * @throws IOException if it cannot be read; the message is one sentence that names it
   */
  public static Properties read(Path file) throws IOException {
    try {
      String text = text(Files.readAllBytes(file));
      checkPaths(text);
      Entries entries = new Entries();
      entries.load(new StringReader(text));
      entries.repeated.forEach(
          key -> LOG.warn("{} contains {} more than once; the last value applies", file, key));
      Properties properties = new Properties();
      properties.putAll(entries);
      return properties;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not in UTF-8: save it in UTF-8", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " cannot be read: there is no permission", e);
    } catch (IOException | IllegalArgumentException e) {
      String reason = Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
      throw new IOException(file + " cannot be read: " + reason, e);
    }
  }

  private static void checkPaths(String text) {
    Matcher path = WINDOWS_PATH.matcher(text);
    if (path.find()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "in line %d, write each backslash twice (C:\\\\a), or a slash in its place (C:/a)",
              text.substring(0, path.start()).lines().count() + 1));
    }
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    // A decoder of its own reports invalid bytes, and does not replace them.
    String text = charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    if (text.indexOf('\0') >= 0) {
      throw new CharacterCodingException();
    }
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static Charset charset(byte[] bytes) {
    if (starts(bytes, 0xFF, 0xFE)) {
      return StandardCharsets.UTF_16LE;
    }
    return starts(bytes, 0xFE, 0xFF) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
  }

  private static boolean starts(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && bytes[0] == (byte) first && bytes[1] == (byte) second;
  }
}
