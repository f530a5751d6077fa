package io.kinetograph.trainer.data;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.recordings.dataset.SegmentId;

/**
 * One segment of the data set.
 *
 * @param id which
 * @param segment its 15 x 125 accelerations in m/s^2; its start is counted from the start of the
 *     recording
 */
public record RecordedSegment(SegmentId id, Segment segment) {}
