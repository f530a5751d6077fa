package io.kinetograph.dashboard.label;

/**
 * How a source of labels is doing.
 *
 * @param ready whether labels can come
 * @param detail one line for an operator: what is read, or what is missing
 * @param labels how many labels were read so far
 * @param skipped how many records were no label and were skipped so far
 */
public record SourceState(boolean ready, String detail, long labels, long skipped) {}
