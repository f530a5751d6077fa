package io.kinetograph.recordings.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The segments' files in a zip or in the folder it unpacks to: {@code data/aAA/pP/sSS.txt},
 * whatever comes before {@code aAA}. Other files are passed over. Fewer subjects, activities or
 * segments than the whole set are accepted. What the files hold is read only when it is asked for;
 * close this when that is done.
 */
public final class SegmentFiles implements Closeable {

  private final @Nullable FileSystem zip;
  private final SortedMap<SegmentId, SegmentFile> files = new TreeMap<>();

  private SegmentFiles(Path source, @Nullable FileSystem zip) throws IOException {
    this.zip = zip;
    Path root = zip == null ? source : zip.getPath("/");
    for (Path path : regularFiles(root)) {
      add(root.relativize(path).toString().replace('\\', '/'), path);
    }
    if (files.isEmpty()) {
      throw new MalformedDataException(
          source + " holds no segment: no file is named like data/a01/p1/s01.txt");
    }
  }

  private static List<Path> regularFiles(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      // A folder below, which may not be looked into.
      throw new IOException(e.getMessage(), e);
    }
  }

  private void add(String name, Path path) throws MalformedDataException {
    Optional<SegmentId> id = SegmentId.ofFile(name);
    if (id.isEmpty()) {
      return;
    }
    SegmentFile other = files.put(id.get(), new SegmentFile(id.get(), name, path));
    if (other != null) {
      throw new MalformedDataException(
          "%s and %s are the same segment".formatted(other.name(), name));
    }
  }

  /**
   * Looks for segments.
   *
   * @param source a zip, or a folder
   * @throws MalformedDataException if there are none, one is there twice, or one is none of the
   *     data set's
   * @throws IOException if a folder cannot be read
   */
  public static SegmentFiles open(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      return new SegmentFiles(source, null);
    }
    if (!Files.exists(source)) {
      throw new MalformedDataException(source + ": no such file or folder");
    }
    if (Files.size(source) == 0) {
      throw new MalformedDataException(source + " is empty");
    }
    FileSystem zip = openZip(source);
    try {
      return new SegmentFiles(source, zip);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static FileSystem openZip(Path source) throws MalformedDataException {
    try {
      return FileSystems.newFileSystem(source, Map.of());
    } catch (IOException | ProviderNotFoundException e) {
      throw new MalformedDataException(
          "%s is neither a folder nor a zip, or was cut off (%s)".formatted(source, e.getMessage()),
          e);
    }
  }

  /** The files in the order of their segments: by activity, subject and number. */
  public List<SegmentFile> all() {
    return List.copyOf(files.values());
  }

  @Override
  public void close() throws IOException {
    if (zip != null) {
      zip.close();
    }
  }
}
