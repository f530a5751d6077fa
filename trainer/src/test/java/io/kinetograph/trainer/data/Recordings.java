// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import io.kinetograph.fixtures.recording.SyntheticRecordings;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Synthetic recordings as files, and as the data set that is read from them. */
public final class Recordings {

  private final SyntheticRecordings recordings;

  /** Recordings of the first activities and subjects, with as many segments each. */
  public Recordings(int activities, int subjects, int segments) {
    this.recordings = new SyntheticRecordings(activities, subjects, segments);
  }

  /** Writes them as a folder. */
  public Path folder(Path folder) throws IOException {
    return recordings.writeFolder(folder);
  }

  /** Writes them as a zip. */
  public Path zip(Path file) throws IOException {
    return recordings.writeZip(file);
  }

  /** The data set that is read from these files. */
  public DataSet dataSet() {
    return new DataSet(recordings.ids().stream().map(this::segment).toList());
  }

  private RecordedSegment segment(SyntheticRecordings.Id id) {
    long start = (id.number() - 1) * Segment.LENGTH_MICROS;
    return new RecordedSegment(
        new SegmentId(id.activity(), id.subject(), id.number()),
        Segment.measured(start, recordings.values(id)));
  }

  /** A segment's file: 125 lines of 45 numbers. */
  public static String text(SegmentId id) {
    SyntheticRecordings one =
        new SyntheticRecordings(List.of(id.activity()), List.of(id.subject()), id.number(), 0.05);
    return one.text(one.ids().get(id.number() - 1));
  }
}
