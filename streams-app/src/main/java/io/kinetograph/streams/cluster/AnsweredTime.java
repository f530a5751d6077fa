package io.kinetograph.streams.cluster;

import java.time.Duration;

/** Sums the time in which somebody who is asked again and again does not answer. */
final class AnsweredTime {

  private final long allowedMillis;
  private long lastMillis;
  private long unansweredMillis;

  /**
   * Starts with an answer.
   *
   * @param millis when
   * @param allowed what may lie between two answers
   */
  AnsweredTime(long millis, Duration allowed) {
    this.lastMillis = millis;
    this.allowedMillis = allowed.toMillis();
  }

  /** Notes an answer, at a time not before that of the last. */
  synchronized void answered(long millis) {
    unansweredMillis += beyondAllowed(millis);
    lastMillis = Math.max(lastMillis, millis);
  }

  /** How much of the time until now lies between two answers, beyond what is allowed. */
  synchronized long unansweredMillis(long millis) {
    return unansweredMillis + beyondAllowed(millis);
  }

  private long beyondAllowed(long millis) {
    return Math.max(0, millis - lastMillis - allowedMillis);
  }
}
