// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.streams.serving.Classification;
import io.kinetograph.streams.serving.Classifications;
import io.kinetograph.streams.serving.SegmentClassifier;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code kinetograph stream} with a classifier or a startup that is made to fail. */
final class FailingStream {

  private FailingStream() {}

  /** Fails at every call. */
  public static void main(String... args) {
    System.exit(
        StreamCommand.run(
            (settings, registry, load) ->
                AppStart.start(
                    settings,
                    registry,
                    load,
                    model -> new FailingClassifier(new AtomicInteger(), 0, Integer.MAX_VALUE)),
            args));
  }

  /** A startup with an exception that the app does not expect. */
  static final class UnexpectedException {

    private UnexpectedException() {}

    public static void main(String... args) {
      System.exit(
          StreamCommand.run(
              (settings, registry, load) -> {
                throw new IllegalStateException("made to fail");
              },
              args));
    }
  }

  /** A startup with an error of the JVM. */
  static final class UnexpectedError {

    private UnexpectedError() {}

    public static void main(String... args) {
      System.exit(
          StreamCommand.run(
              (settings, registry, load) -> {
                throw new NoClassDefFoundError("made to fail");
              },
              args));
    }
  }

  /**
   * Fails at some of the calls of all that count together.
   *
   * @param calls made so far
   * @param first the number of the first call that fails, from 0
   * @param failures how many calls fail
   */
  record FailingClassifier(AtomicInteger calls, int first, int failures)
      implements SegmentClassifier {

    @Override
    public List<Classification> classify(List<Segment> segments) {
      int call = calls.getAndIncrement();
      if (call >= first && call - first < failures) {
        throw new IllegalStateException("made to fail");
      }
      return segments.stream().map(segment -> Classifications.sure("a", "failing")).toList();
    }
  }
}
