// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class SegmentFilesPropertyTest {

  private static final List<byte[]> FILE = List.of(zip(2));
  private static final List<Path> FOLDER = new ArrayList<>();

  @BeforeContainer
  static void makeFolder() throws IOException {
    FOLDER.add(Files.createTempDirectory("segment-files"));
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    Files.deleteIfExists(FOLDER.get(0).resolve("data.zip"));
    Files.delete(FOLDER.get(0));
  }

  @Property(tries = 1000)
  void readsAChangedZipOrSaysWhatIsWrong(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int changes,
      @ForAll boolean tableOnly,
      @ForAll @IntRange(max = 50) int cut)
      throws IOException {
    byte[] bytes = changed(seed, changes, tableOnly);
    read(Arrays.copyOf(bytes, bytes.length - (cut < 5 ? cut : 0)));
  }

  private static byte[] changed(long seed, int changes, boolean tableOnly) {
    byte[] bytes = FILE.get(0).clone();
    Random random = new Random(seed);
    // Changes to the table of contents at the end have the most effects.
    int first = tableOnly ? bytes.length - 160 : 0;
    for (int i = 0; i < changes; i++) {
      int place = first + random.nextInt(bytes.length - first);
      bytes[place] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
    }
    return bytes;
  }

  /** Found by the property: a changed UTF-8 flag together with a changed name. */
  @Example
  void rejectsANameThatCannotBeDecoded() throws IOException {
    byte[] bytes = changed(10_174_928, 4, true);

    assertThat(read(bytes)).isFalse();
  }

  @Property(tries = 200)
  void rejectsBytesThatAreNoZip(@ForAll @Size(max = 400) byte[] bytes) throws IOException {
    assertThat(read(bytes)).isFalse();
  }

  /** Reads a whole zip; false if it was rejected with the right exception. */
  private static boolean read(byte[] zip) throws IOException {
    Path file = Files.write(FOLDER.get(0).resolve("data.zip"), zip);
    try (SegmentFiles files = SegmentFiles.open(file)) {
      for (SegmentFile segment : files.all()) {
        assertThat(segment.read()).hasSize(15 * 125);
      }
      return true;
    } catch (MalformedDataException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "null");
      return false;
    }
  }

  private static byte[] zip(int segments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int number = 1; number <= segments; number++) {
        zip.putNextEntry(new ZipEntry("data/" + new SegmentId(1, 1, number) + ".txt"));
        zip.write(SegmentTexts.text().getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
