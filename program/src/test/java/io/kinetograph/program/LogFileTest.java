// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogFileTest {

  @TempDir private Path folder = Path.of("");

  private final Logger logger = (Logger) LoggerFactory.getLogger(LogFileTest.class.getName());

  @Test
  void closesItsFileAlone() throws Exception {
    logger.setAdditive(false);
    Path file = folder.resolve("closed.log");
    Path other = folder.resolve("other.log");
    FileAppender<ILoggingEvent> closed = appender(file);
    FileAppender<ILoggingEvent> open = appender(other);
    try {
      logger.error("before");

      LogFile.close(file);

      logger.error("after");
      assertThat(closed.isStarted()).isFalse();
      assertThat(logger.isAttached(closed)).isFalse();
      assertThat(file).hasContent("before");
      assertThat(other).hasContent("before\nafter");
      Files.delete(file);
    } finally {
      LogFile.close(other);
    }
    assertThat(open.isStarted()).isFalse();
  }

  private FileAppender<ILoggingEvent> appender(Path file) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(logger.getLoggerContext());
    encoder.setPattern("%msg%n");
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(logger.getLoggerContext());
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.start();
    logger.addAppender(appender);
    return appender;
  }
}
