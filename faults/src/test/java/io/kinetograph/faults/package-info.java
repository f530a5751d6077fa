// SPDX-License-Identifier: Apache-2.0
/**
 * Fault tests: every segment is labeled exactly once, and the episodes are those of the labels, in
 * spite of failures of the app, the brokers or the records. They know topics and settings only, and
 * print what they counted.
 */
@NullMarked
package io.kinetograph.faults;

import org.jspecify.annotations.NullMarked;
