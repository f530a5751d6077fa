/**
 * Fault tests: every segment is labelled exactly once, whatever happens to the app, the brokers or
 * the records. They know topics and settings only, and print what they counted.
 */
@NullMarked
package io.kinetograph.streams.faults;

import org.jspecify.annotations.NullMarked;
