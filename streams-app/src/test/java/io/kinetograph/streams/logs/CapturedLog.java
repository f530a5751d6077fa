// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * What a class logs while this is open, on all threads. Another test may capture the same log at
 * the same time, so the logger's level stays.
 */
public final class CapturedLog implements AutoCloseable {

  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private CapturedLog(Class<?> source, Level least) {
    this.logger = (Logger) LoggerFactory.getLogger(source);
    appender.start();
    logger.setLevel(least);
    logger.addAppender(appender);
  }

  /** Captures warnings and errors. */
  public static CapturedLog warnings(Class<?> source) {
    return new CapturedLog(source, Level.WARN);
  }

  /** Captures messages that are only information, too. */
  public static CapturedLog messages(Class<?> source) {
    return new CapturedLog(source, Level.INFO);
  }

  /** The lines so far, without level and time. */
  public List<String> lines() {
    // Appenders lock themselves while they take an event.
    synchronized (appender) {
      return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
