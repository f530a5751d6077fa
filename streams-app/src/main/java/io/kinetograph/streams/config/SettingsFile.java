// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.BOMInputStream;

/** Reads a properties file in UTF-8, or in UTF-16 if it says so by a byte order mark. */
final class SettingsFile {

  private SettingsFile() {}

  static Properties read(Path file) throws InvalidSettingsException {
    try (BOMInputStream bytes =
            BOMInputStream.builder()
                .setPath(file)
                .setByteOrderMarks(
                    ByteOrderMark.UTF_8, ByteOrderMark.UTF_16LE, ByteOrderMark.UTF_16BE)
                .get();
        // A decoder of its own reports invalid bytes, and does not replace them.
        Reader reader = new InputStreamReader(bytes, charset(bytes).newDecoder())) {
      String text = IOUtils.toString(reader);
      if (text.indexOf('\0') >= 0) {
        throw notUtf8(file);
      }
      Properties properties = new Properties();
      properties.load(new StringReader(text));
      return properties;
    } catch (CharacterCodingException e) {
      throw notUtf8(file);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidSettingsException("settings file " + file + " cannot be read: " + e);
    }
  }

  private static Charset charset(BOMInputStream bytes) throws IOException {
    return bytes.hasBOM() ? Charset.forName(bytes.getBOMCharsetName()) : StandardCharsets.UTF_8;
  }

  private static InvalidSettingsException notUtf8(Path file) {
    return new InvalidSettingsException(
        "settings file " + file + " is not in UTF-8: save it in UTF-8");
  }
}
