// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.delivery;

import java.util.Locale;
import org.apache.commons.lang3.Strings;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;

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

    private static Reason of(Exception exception) {
      if (exception instanceof RecordTooLargeException) {
        return SIZE;
      }
      // If a batch has several such records, only the message tells the reason.
      String message = String.valueOf(exception.getMessage());
      return exception instanceof InvalidTimestampException || message.startsWith("Timestamp ")
          ? TIMESTAMP
          : OTHER;
    }

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same for a record of the app's state, whose timestamp is the time of its writing. */
  Refusal ofState() {
    return reason == Reason.TIMESTAMP
        ? new Refusal(
            reason,
            exception,
            sentence
                + "; the app gives these records the time of this machine, so compare its clock"
                + " with those of the brokers")
        : this;
  }

  /**
   * Whether an exception says something about the record that it is reported for. Others are about
   * the transaction, the producer or the broker, and the record is accepted the next time.
   */
  static boolean isReportedBy(Exception exception) {
    return exception instanceof InvalidRecordException
        || exception instanceof InvalidTimestampException
        || exception instanceof RecordTooLargeException
        || exception instanceof PolicyViolationException;
  }

  /**
   * A refusal by a broker.
   *
   * @param exception by which the producer reports it
   * @param topic with its name
   */
  static Refusal of(Exception exception, String topic) {
    return new Refusal(
        Reason.of(exception),
        exception.getClass().getName(),
        "%s has refused a record: %s"
            .formatted(topic, Strings.CS.removeEnd(exception.getMessage(), ".")));
  }
}
