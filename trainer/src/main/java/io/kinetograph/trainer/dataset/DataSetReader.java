package io.kinetograph.trainer.dataset;

import io.kinetograph.imaging.segment.Segment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads the data set from its zip or from the folder it unpacks to: {@code data/aAA/pP/sSS.txt},
 * whatever comes before {@code aAA}. Other files are passed over. Fewer subjects, activities or
 * segments than the whole set are accepted.
 */
public final class DataSetReader {

  private static final Pattern SEGMENT_FILE =
      Pattern.compile("(?:.*/)?a(\\d+)/p(\\d+)/s(\\d+)\\.txt");

  /** Far above the 48 KB of a real one; a file beyond it is none of ours and is not read on. */
  private static final int LARGEST_FILE = 1 << 20;

  private final List<RecordedSegment> segments = new ArrayList<>();
  private final Set<SegmentId> seen = new HashSet<>();

  private DataSetReader() {}

  /**
   * Reads a data set.
   *
   * @param source a zip, or a folder
   * @throws MalformedDataException if it is no data set in UCI's layout; the message names the
   *     file, line, column and value
   * @throws IOException if it cannot be read
   */
  public static DataSet read(Path source) throws IOException {
    return read(source, Subjects.everybody());
  }

  /**
   * Reads some subjects of a data set; the files of the others are not looked at.
   *
   * @param source a zip, or a folder
   * @param subjects whose recordings
   * @throws MalformedDataException if it is no data set in UCI's layout or has nothing of these
   *     subjects; the message names the file, line, column and value
   * @throws IOException if it cannot be read
   */
  public static DataSet read(Path source, Subjects subjects) throws IOException {
    if (!Files.exists(source)) {
      throw new MalformedDataException(source + ": no such file or folder");
    }
    DataSetReader reader = new DataSetReader();
    if (Files.isDirectory(source)) {
      reader.folder(source, subjects);
    } else {
      reader.zip(source, subjects);
    }
    if (reader.segments.isEmpty()) {
      throw new MalformedDataException(
          reader.seen.isEmpty()
              ? source + " holds no segment: no file is named like data/a01/p1/s01.txt"
              : source + " holds nothing of " + subjects);
    }
    return new DataSet(reader.segments);
  }

  private void folder(Path folder, Subjects subjects) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      segment(name, subjects, () -> Files.newInputStream(file));
    }
  }

  private void zip(Path file, Subjects subjects) throws IOException {
    if (Files.size(file) == 0) {
      throw new MalformedDataException(file + " is empty");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory()) {
          segment(entry.getName(), subjects, () -> zip.getInputStream(entry));
        }
      }
    } catch (ZipException e) {
      throw new MalformedDataException(
          "%s is no zip, or was cut off (%s)".formatted(file, e.getMessage()), e);
    }
  }

  private void segment(String name, Subjects subjects, Content content) throws IOException {
    Matcher matcher = SEGMENT_FILE.matcher(name);
    if (!matcher.matches()) {
      return;
    }
    SegmentId id =
        new SegmentId(
            number(name, "activity", matcher.group(1), ActivityLabels.COUNT),
            number(name, "subject", matcher.group(2), SegmentId.SUBJECTS),
            number(name, "segment", matcher.group(3), SegmentId.SEGMENTS));
    if (!seen.add(id)) {
      throw new MalformedDataException(name + ": segment " + id + " is here twice");
    }
    if (subjects.contains(id.subject())) {
      long start = (id.number() - 1) * Segment.LENGTH_MICROS;
      float[] values = SegmentText.parse(name, bytes(name, content));
      segments.add(new RecordedSegment(id, Segment.measured(start, values)));
    }
  }

  private static byte[] bytes(String name, Content content) throws IOException {
    try (InputStream in = content.open()) {
      byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      if (bytes.length > LARGEST_FILE) {
        throw new MalformedDataException(
            "%s is longer than %d bytes and no segment".formatted(name, LARGEST_FILE));
      }
      return bytes;
    } catch (MalformedDataException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedDataException("%s cannot be read: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static int number(String name, String what, String text, int most)
      throws MalformedDataException {
    int number = text.length() > 4 ? 0 : Integer.parseInt(text);
    if (number < 1 || number > most) {
      throw new MalformedDataException(
          "%s: %s %s is not from 1 to %d".formatted(name, what, text, most));
    }
    return number;
  }

  /** A file's bytes, from a folder or a zip. */
  private interface Content {
    InputStream open() throws IOException;
  }
}
