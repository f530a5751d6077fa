// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** A file that the program logs to. */
public final class LogFile {

  private LogFile() {}

  /**
   * Closes the file, so that it can be deleted on Windows too. Later messages do not reach it.
   *
   * @param file as in the configuration of the log
   */
  public static void close(Path file) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      for (Logger logger : context.getLoggerList()) {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        logger.iteratorForAppenders().forEachRemaining(appenders::add);
        for (Appender<ILoggingEvent> appender : appenders) {
          if (appender instanceof FileAppender<ILoggingEvent> written
              && file.toString().equals(written.getFile())) {
            logger.detachAppender(appender);
            appender.stop();
          }
        }
      }
    }
  }
}
