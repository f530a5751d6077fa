// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.MDC;

class PlainLogEncoderTest {

  private static final String ATTACK =
      "anna\n2026-11-28T12:00:00.000Z ERROR forged: \u001B[2J\u202Eevil";
  private static final String SHOWN =
      "anna\\n2026-11-28T12:00:00.000Z ERROR forged: \\u001b[2J\\u202eevil";

  @Test
  void messageIsOneLineWithoutControlCharacters() {
    assertThat(logged("%level %msg%n", null))
        .containsExactly("WARN wearer " + SHOWN + " is unknown");
  }

  @Test
  void messagesOfExceptionsForgeNoLine() {
    Exception failure = new IllegalStateException(ATTACK, new IOException(ATTACK));
    failure.addSuppressed(new OwnText());

    List<String> lines = logged("%level %msg%n%ex{full}", failure);

    assertThat(lines)
        .contains(
            "java.lang.IllegalStateException: " + SHOWN,
            "Caused by: java.io.IOException: " + SHOWN,
            "\tSuppressed: " + SHOWN)
        .noneMatch(line -> line.startsWith("2026") || line.contains("\u001B"));
    assertThat(lines)
        .filteredOn(
            line -> !line.matches("\t+at .*|\t+\\.\\.\\. .*|Caused by: .*|\t+Suppressed: .*"))
        .hasSize(2);
  }

  @Test
  void patternWithoutAnExceptionIsSafeToo() {
    assertThat(logged("%msg%n", new IOException(ATTACK)))
        .contains("java.io.IOException: " + SHOWN)
        .noneMatch(line -> line.startsWith("2026"));
  }

  @Test
  void contextAndThreadAreEscaped() {
    String thread = Thread.currentThread().getName();
    Thread.currentThread().setName(ATTACK);
    MDC.put("wearer", ATTACK);
    try {
      assertThat(logged("[%thread] %X{wearer}%n", null))
          .containsExactly("[" + SHOWN + "] " + SHOWN);
    } finally {
      MDC.remove("wearer");
      Thread.currentThread().setName(thread);
    }
  }

  private static List<String> logged(String pattern, @Nullable Throwable failure) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(MDC.getMDCAdapter());
    PlainLogEncoder encoder = new PlainLogEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(bytes);
    appender.start();
    ch.qos.logback.classic.Logger logger = context.getLogger(Logger.ROOT_LOGGER_NAME);
    logger.addAppender(appender);

    logger.warn("wearer {} is unknown", ATTACK, failure);

    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Replaces the usual text of an exception. */
  private static final class OwnText extends Exception {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
      return ATTACK;
    }
  }
}
