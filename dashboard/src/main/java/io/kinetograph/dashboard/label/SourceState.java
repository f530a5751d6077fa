// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.label;

/**
 * The state of a source of labels.
 *
 * @param ready whether labels can be read
 * @param detail one line for an operator: what is read, or what is missing
 * @param labels number of labels read so far
 * @param skipped number of invalid records skipped so far
 */
public record SourceState(boolean ready, String detail, long labels, long skipped) {}
