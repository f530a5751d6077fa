// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import static io.kinetograph.fixtures.fuzz.FuzzedReader.INPUTS;
import static io.kinetograph.fixtures.fuzz.FuzzedReader.soakInputs;

import io.kinetograph.fixtures.fuzz.FuzzedReader;
import io.kinetograph.fixtures.fuzz.Mutator;
import io.kinetograph.fixtures.recording.SyntheticRecordings;
import io.kinetograph.recordings.dataset.MalformedDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and hostile zips, and zips with damaged and hostile segments. */
class ZipFuzzTest {

  private static final String NAME = "data/a01/p1/s01.txt";

  /** A file that claims to be a segment is read up to 1 MB. */
  private static final long MAX_ALLOCATED = 8 << 20;

  @TempDir Path folder;

  @Test
  void everyZipIsReadOrRejected() {
    fuzz(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyZipsIsReadOrRejected() {
    fuzz(soakInputs());
  }

  private void fuzz(int inputs) {
    SyntheticRecordings recordings = new SyntheticRecordings(1, 1, 1);
    // Digits repeat, so that the zip is small and most of its bytes matter.
    byte[] segment =
        "1.5,-2,9.81,0,0,0,0,0,0,"
            .repeat(5)
            .replaceAll(",$", "\n")
            .repeat(125)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] real = recordings.text(recordings.ids().get(0)).getBytes(StandardCharsets.US_ASCII);
    Mutator zips =
        new Mutator(
            List.of(zip(NAME, segment), zip("data\\a19\\p8\\s60.txt", segment), zip("x", real)),
            List.of(
                "PK\u0005\u0006", "PK\u0001\u0002", "PK\u0006\u0006", "../", "/a01/p1/s01.txt"));
    Mutator segments =
        new Mutator(List.of(segment, real), List.of("NaN", "1e999", "\r\n", "0x1p3", "-", ","));
    Path file = folder.resolve("data.zip");
    new FuzzedReader("zip", MalformedDataException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            random -> random.nextInt(4) == 0 ? zip(NAME, segments.next(random)) : zips.next(random),
            input -> DataSet.read(Files.write(file, input)));
  }

  private static byte[] zip(String name, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
