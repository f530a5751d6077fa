// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard.topic;

/**
 * The state of a source of records.
 *
 * @param ready whether records can be read
 * @param caughtUp whether everything was read that was there when reading started
 * @param detail one line for an operator: what is read, or what is missing
 * @param records number of valid records read since the last connection to the broker, which starts
 *     again from the look-back time
 * @param skipped number of invalid records skipped since then
 */
public record SourceState(
    boolean ready, boolean caughtUp, String detail, long records, long skipped) {}
