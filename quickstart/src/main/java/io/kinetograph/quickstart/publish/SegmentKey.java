package io.kinetograph.quickstart.publish;

/**
 * Names a segment of a wearer.
 *
 * @param wearer the wearer's id
 * @param startMillis the segment's first instant, in milliseconds of the epoch
 */
public record SegmentKey(String wearer, long startMillis) {}
