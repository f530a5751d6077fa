// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * Logback's encoder of a pattern, which logs {@linkplain PlainText plain text} only: what a log
 * shows as one line is one event. It escapes the parts of an event that can contain data, so any
 * pattern is safe. Every log configuration of ours uses it.
 *
 * <p>With the format {@code json}, each event is one JSON object in one line, without the pattern.
 * Its texts are escaped all the same, because a reader of the log may show them on a terminal.
 */
public final class PlainLogEncoder extends PatternLayoutEncoder {

  private final JsonEncoder json = new JsonEncoder();
  private LogFormat format = LogFormat.TEXT;

  /**
   * Sets the format. Logback calls it for the element {@code format}.
   *
   * @param name as in {@link LogFormat}; any other is {@code text}
   */
  public void setFormat(String name) {
    format = LogFormat.named(name).orElse(LogFormat.TEXT);
  }

  @Override
  public void start() {
    json.setContext(getContext());
    json.setWithSequenceNumber(false);
    json.setWithNanoseconds(false);
    json.setWithContext(false);
    json.setWithMarkers(false);
    // The text with its arguments filled in is enough.
    json.setWithMessage(false);
    json.setWithArguments(false);
    json.setWithFormattedMessage(true);
    json.start();
    super.start();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    PlainEvent plain = new PlainEvent(event);
    return format == LogFormat.JSON ? json.encode(plain) : super.encode(plain);
  }
}
