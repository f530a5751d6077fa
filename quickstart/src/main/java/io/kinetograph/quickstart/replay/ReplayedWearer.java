package io.kinetograph.quickstart.replay;

import io.kinetograph.quickstart.publish.Motion;
import io.kinetograph.quickstart.publish.TrueSegment;
import io.kinetograph.recordings.dataset.SegmentFile;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recorded subject as a wearer who goes through their recordings without a pause. */
public final class ReplayedWearer implements Motion {

  private static final String PREFIX = "subject-";

  private final int subject;
  private final int segments;
  private final Iterator<SegmentFile> files;

  ReplayedWearer(int subject, List<SegmentFile> files) {
    this.subject = subject;
    this.segments = files.size();
    this.files = files.iterator();
  }

  /**
   * The subject whose wearer it is.
   *
   * @param wearer the id of a replayed wearer
   */
  public static int subject(String wearer) {
    return Integer.parseInt(wearer.substring(PREFIX.length()));
  }

  @Override
  public String wearer() {
    return PREFIX + subject;
  }

  @Override
  public int segments() {
    return segments;
  }

  @Override
  public @Nullable TrueSegment next() throws IOException {
    if (!files.hasNext()) {
      return null;
    }
    SegmentFile file = files.next();
    return new TrueSegment(file.id().label(), file.id().number(), file.read());
  }
}
