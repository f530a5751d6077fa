package io.kinetograph.quickstart.watch;

/** Where the delay of a label is measured from; it always ends with the label's arrival here. */
public enum DelayRule {
  /** From the segment's end in event time. Says something only of motion that happens now. */
  SEGMENT_END("from a segment's end to the arrival of its label"),

  /** From the moment at which the broker had taken all of the segment. */
  ACKNOWLEDGED("from the broker's having the whole segment to the arrival of its label");

  private final String words;

  DelayRule(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
