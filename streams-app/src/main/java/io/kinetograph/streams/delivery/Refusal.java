// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import java.util.Locale;

/**
 * Why a topic refuses a record for good.
 *
 * @param reason what about the record
 * @param exception name of the class by which Kafka reports it
 * @param sentence for people: the topic, the value and the limit
 */
public record Refusal(Reason reason, String exception, String sentence) {

  /** What about the record. */
  public enum Reason {
    /** Its timestamp. */
    TIMESTAMP,
    /** Its size. */
    SIZE,
    /** The app lacks the permission to write. */
    PERMISSION,
    /** Anything else, such as a check that the brokers run. */
    OTHER;

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
