// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.program;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * An event whose texts are escaped; each text is one line, except for a stack trace's own lines.
 */
record PlainEvent(ILoggingEvent event) implements ILoggingEvent {

  @Override
  public String getThreadName() {
    return PlainText.line(event.getThreadName());
  }

  @Override
  public Level getLevel() {
    return event.getLevel();
  }

  @Override
  public @Nullable String getMessage() {
    return lineOrNull(event.getMessage());
  }

  @Override
  public Object @Nullable [] getArgumentArray() {
    return event.getArgumentArray();
  }

  @Override
  public @Nullable String getFormattedMessage() {
    return lineOrNull(event.getFormattedMessage());
  }

  @Override
  public String getLoggerName() {
    return event.getLoggerName();
  }

  @Override
  public LoggerContextVO getLoggerContextVO() {
    return event.getLoggerContextVO();
  }

  @Override
  public @Nullable IThrowableProxy getThrowableProxy() {
    return PlainThrowable.orNull(event.getThrowableProxy());
  }

  @Override
  public StackTraceElement[] getCallerData() {
    return event.getCallerData();
  }

  @Override
  public boolean hasCallerData() {
    return event.hasCallerData();
  }

  @Override
  public List<Marker> getMarkerList() {
    return event.getMarkerList();
  }

  @Override
  public Map<String, String> getMDCPropertyMap() {
    Map<String, String> plain = new LinkedHashMap<>();
    event
        .getMDCPropertyMap()
        .forEach((key, value) -> plain.put(PlainText.line(key), PlainText.line(value)));
    return plain;
  }

  @Override
  @Deprecated
  @SuppressWarnings("InlineMeSuggester")
  public Map<String, String> getMdc() {
    return getMDCPropertyMap();
  }

  @Override
  public long getTimeStamp() {
    return event.getTimeStamp();
  }

  @Override
  public int getNanoseconds() {
    return event.getNanoseconds();
  }

  @Override
  public Instant getInstant() {
    return event.getInstant();
  }

  @Override
  public long getSequenceNumber() {
    return event.getSequenceNumber();
  }

  @Override
  public @Nullable List<KeyValuePair> getKeyValuePairs() {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs == null
        ? null
        : pairs.stream()
            .map(
                pair ->
                    new KeyValuePair(
                        PlainText.line(pair.key), PlainText.line(String.valueOf(pair.value))))
            .toList();
  }

  @Override
  public void prepareForDeferredProcessing() {
    event.prepareForDeferredProcessing();
  }

  private static @Nullable String lineOrNull(@Nullable String text) {
    return text == null ? null : PlainText.line(text);
  }

  /** An exception whose messages, and those of its causes, are escaped. */
  private record PlainThrowable(IThrowableProxy throwable) implements IThrowableProxy {

    static @Nullable IThrowableProxy orNull(@Nullable IThrowableProxy throwable) {
      return throwable == null ? null : new PlainThrowable(throwable);
    }

    @Override
    public @Nullable String getMessage() {
      return lineOrNull(throwable.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
      return lineOrNull(throwable.getOverridingMessage());
    }

    @Override
    public String getClassName() {
      return throwable.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
      return throwable.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
      return throwable.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
      return orNull(throwable.getCause());
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
      IThrowableProxy[] suppressed = throwable.getSuppressed();
      IThrowableProxy[] plain = new IThrowableProxy[suppressed.length];
      for (int i = 0; i < plain.length; i++) {
        plain[i] = new PlainThrowable(suppressed[i]);
      }
      return plain;
    }

    @Override
    public boolean isCyclic() {
      return throwable.isCyclic();
    }
  }
}
