// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

/** Records that are read again, but whose schema the registry does not return. */
final class UndecodableRecords {

  private long count;
  private long first;
  private long last;
  private String lastReason = "";

  /** Takes note of a record, in the order of offsets. */
  void add(long offset, String reason) {
    if (count == 0) {
      first = offset;
    }
    last = offset;
    lastReason = reason;
    count++;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** How many there are and where, for an operator. */
  String sentence() {
    return "the registry does not return the schema of %s records read again, from offset %s to %s,"
            .formatted(count, first, last)
        + " so open segments are labeled without them. Last reason: %s. If the app could read this"
            .formatted(lastReason)
        + " schema before the start, check the permissions of its user";
  }
}
