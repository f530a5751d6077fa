// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart.display;

/** The moment from which the delay of a label is measured. It ends when the label arrives here. */
public enum DelayOrigin {
  /** The segment's end in event time. Meaningful only for live motion. */
  SEGMENT_END("from the end of a segment to the arrival of its label"),

  /** The moment at which the broker had acknowledged the whole segment. */
  ACKNOWLEDGED("from the broker's acknowledgment of a segment to the arrival of its label");

  private final String description;

  DelayOrigin(String description) {
    this.description = description;
  }

  @Override
  public String toString() {
    return description;
  }
}
