// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.quickstart.display.LabelFeed;
import io.kinetograph.quickstart.display.Scoreboard;
import io.kinetograph.quickstart.publish.Playback;
import io.kinetograph.streams.app.StreamsApp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Waits for the stages of a run. Fails as soon as the app, the wearables or the feed fails. */
final class RunWatch {

  private static final Duration APP_START_TIMEOUT = Duration.ofSeconds(60);

  /** How long to wait for missing labels after the newest label. */
  private static final Duration LABEL_TIMEOUT = Duration.ofSeconds(30);

  /** The same, after the user asked to stop. */
  private static final Duration LABEL_TIMEOUT_WHEN_STOPPED = Duration.ofSeconds(3);

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  private final StreamsApp app;
  private final Playback playback;
  private final LabelFeed feed;
  private final Scoreboard scoreboard;
  private final CountDownLatch stop;
  private final InstantSource wallClock;

  /**
   * Watches the parts of a run.
   *
   * @param scoreboard counts the segments and labels of the run
   * @param stop counted down when the run must end soon
   */
  RunWatch(
      StreamsApp app,
      Playback playback,
      LabelFeed feed,
      Scoreboard scoreboard,
      CountDownLatch stop,
      InstantSource wallClock) {
    this.app = app;
    this.playback = playback;
    this.feed = feed;
    this.scoreboard = scoreboard;
    this.stop = stop;
    this.wallClock = wallClock;
  }

  /** Waits until the app labels readings, or the run is stopped. */
  void awaitRunning() throws QuickstartException, InterruptedException {
    Instant latest = wallClock.instant().plus(APP_START_TIMEOUT);
    while (!isStopped() && !app.awaitRunning(CHECK_INTERVAL)) {
      checkApp();
      if (wallClock.instant().isAfter(latest)) {
        throw new QuickstartException(
            "the app did not start within " + APP_START_TIMEOUT.toSeconds() + " s");
      }
    }
  }

  /** Waits until everything is published, the duration is over, or the run is stopped. */
  void awaitPlayback(Optional<Duration> duration) throws QuickstartException, InterruptedException {
    Optional<Instant> until = duration.map(wallClock.instant()::plus);
    while (!isStopped()
        && !playback.end().isDone()
        && until.map(wallClock.instant()::isBefore).orElse(true)) {
      checkAll();
    }
  }

  /**
   * Waits until every published segment has a label, or none came for a while.
   *
   * @throws QuickstartException also if a reading was refused after {@link #awaitPlayback}
   */
  void awaitLabels() throws QuickstartException, InterruptedException {
    checkPlayback();
    long labels = scoreboard.labels();
    Instant newest = wallClock.instant();
    while (scoreboard.outstanding() > 0) {
      checkAll();
      if (scoreboard.labels() > labels) {
        labels = scoreboard.labels();
        newest = wallClock.instant();
      }
      Duration timeout = isStopped() ? LABEL_TIMEOUT_WHEN_STOPPED : LABEL_TIMEOUT;
      if (wallClock.instant().isAfter(newest.plus(timeout))) {
        return;
      }
    }
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  /** Waits a moment, and throws if a part has failed. */
  private void checkAll() throws QuickstartException, InterruptedException {
    checkPlayback();
    QuickstartException.throwIfFailed(feed.end(), "cannot read or show labels");
    checkApp();
    if (isStopped()) {
      Thread.sleep(CHECK_INTERVAL.toMillis());
    } else {
      var unused = stop.await(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void checkPlayback() throws QuickstartException, InterruptedException {
    QuickstartException.throwIfFailed(playback.end(), "the wearables failed");
  }

  private void checkApp() throws QuickstartException, InterruptedException {
    try {
      if (app.awaitEnd(Duration.ZERO)) {
        throw new QuickstartException("the app stopped by itself");
      }
    } catch (ExecutionException e) {
      throw new QuickstartException("the app failed", e);
    }
  }
}
