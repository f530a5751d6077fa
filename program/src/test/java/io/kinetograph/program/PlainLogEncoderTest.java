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

  @Test
  void jsonIsOneObjectInOneLineWithPlainTexts() {
    MDC.put("wearer", ATTACK);
    try {
      Exception failure = new IllegalStateException(ATTACK, new IOException(ATTACK));
      failure.addSuppressed(new OwnText());

      List<String> lines = logged("json", "%msg%n", failure);

      assertThat(lines).hasSize(1);
      // The second backslash is JSON's: what it means is plain, too.
      String shown = SHOWN.replace("\\", "\\\\");
      assertThat(lines.get(0))
          .startsWith("{\"timestamp\":")
          .endsWith("}")
          .contains("\"level\":\"WARN\"")
          .contains("\"formattedMessage\":\"wearer " + shown + " is unknown\"")
          .contains("\"wearer\":\"" + shown + "\"")
          .contains("\"message\":\"" + shown + "\"")
          .contains("\"stepArray\"")
          .satisfies(line -> assertThat(PlainText.isPlain(line)).isTrue());
    } finally {
      MDC.remove("wearer");
    }
  }

  @Test
  void unknownFormatIsText() {
    assertThat(logged("xml", "%level %msg%n", null))
        .containsExactly("WARN wearer " + SHOWN + " is unknown");
  }

  private static List<String> logged(String pattern, @Nullable Throwable failure) {
    return logged("text", pattern, failure);
  }

  private static List<String> logged(String format, String pattern, @Nullable Throwable failure) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(MDC.getMDCAdapter());
    PlainLogEncoder encoder = new PlainLogEncoder();
    encoder.setContext(context);
    encoder.setFormat(format);
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
