package io.kinetograph.trainer.data;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.MalformedDataException;
import io.kinetograph.recordings.dataset.SegmentFile;
import io.kinetograph.recordings.dataset.SegmentFiles;
import io.kinetograph.trainer.progress.Progress;
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
   * @param progress shows how far it is
   * @throws MalformedDataException if it is no data set in UCI's layout or has nothing of these
   *     subjects; the message names the file, line, column and value
   * @throws IOException if it cannot be read
   */
  public static DataSet read(Path source, Subjects subjects, Progress progress) throws IOException {
    List<RecordedSegment> segments = new ArrayList<>();
    try (SegmentFiles files = SegmentFiles.open(source)) {
      List<SegmentFile> chosen =
          files.all().stream().filter(file -> subjects.contains(file.id().subject())).toList();
      try (Progress.Task task = progress.start("reading " + source.getFileName(), chosen.size())) {
        for (SegmentFile file : chosen) {
          long start = (file.id().number() - 1) * Segment.LENGTH_MICROS;
          segments.add(new RecordedSegment(file.id(), Segment.measured(start, file.read())));
          task.advance(1);
        }
      }
    }
    if (segments.isEmpty()) {
      throw new MalformedDataException(source + " holds nothing of " + subjects);
    }
    return new DataSet(segments);
  }

  /** Reads some subjects of a data set, without showing progress. */
  public static DataSet read(Path source, Subjects subjects) throws IOException {
    return read(source, subjects, Progress.none());
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
