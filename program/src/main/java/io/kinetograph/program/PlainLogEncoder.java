// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * Logback's encoder of a pattern, which logs {@linkplain PlainText plain text} only: what a log
 * shows as one line is one event. It escapes the parts of an event that can contain data, so any
 * pattern is safe. Every log configuration of ours uses it.
 */
public final class PlainLogEncoder extends PatternLayoutEncoder {

  @Override
  public byte[] encode(ILoggingEvent event) {
    return super.encode(new PlainEvent(event));
  }
}
