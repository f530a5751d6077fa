package io.kinetograph.trainer.data;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.MalformedDataException;
import io.kinetograph.recordings.dataset.SegmentFile;
import io.kinetograph.recordings.dataset.SegmentFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the data set, or some subjects of it, from its zip or from the folder it unpacks to. */
public final class DataSetReader {

  private DataSetReader() {}

  /**
   * Reads some subjects of a data set; what the files of the others hold is not looked at.
   *
   * @param source a zip, or a folder
   * @param subjects whose recordings
   * @param listener is told of every segment
   * @throws MalformedDataException if it is no data set in UCI's layout or has nothing of these
   *     subjects; the message names the file, line, column and value
   * @throws IOException if it cannot be read
   */
  public static DataSet read(Path source, Subjects subjects, ReadingListener listener)
      throws IOException {
    List<RecordedSegment> segments = new ArrayList<>();
    try (SegmentFiles files = SegmentFiles.open(source)) {
      List<SegmentFile> chosen =
          files.all().stream().filter(file -> subjects.contains(file.id().subject())).toList();
      for (SegmentFile file : chosen) {
        long start = (file.id().number() - 1) * Segment.LENGTH_MICROS;
        segments.add(new RecordedSegment(file.id(), Segment.measured(start, file.read())));
        listener.segmentRead(segments.size(), chosen.size());
      }
    }
    if (segments.isEmpty()) {
      throw new MalformedDataException(source + " holds nothing of " + subjects);
    }
    return new DataSet(segments);
  }

  /** Reads some subjects of a data set, and tells nobody how far it is. */
  public static DataSet read(Path source, Subjects subjects) throws IOException {
    return read(source, subjects, (done, total) -> {});
  }

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
}
