// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;

/**
 * Takes single values from a parser that is at them, or says what is wrong: the field of the
 * record, the value, and where in the field it is.
 */
final class JsonValues {

  /** Of a value in a message. */
  private static final int MAX_SHOWN = 100;

  /** Whole numbers above it are not exact if they are written with a fraction. */
  private static final double MAX_EXACT = 1L << 53;

  private JsonValues() {}

  static String text(JsonParser json, String expected) throws IOException {
    return require(json, JsonToken.VALUE_STRING, expected).getText();
  }

  static long whole(JsonParser json, long least, long most) throws IOException {
    if (json.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
      double number = json.getDoubleValue();
      if (number == Math.rint(number)
          && Math.abs(number) <= MAX_EXACT
          && number >= least
          && number <= most) {
        return (long) number;
      }
    } else if (json.hasToken(JsonToken.VALUE_NUMBER_INT)
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && json.getLongValue() >= least
        && json.getLongValue() <= most) {
      return json.getLongValue();
    }
    throw not(json, "a whole number of this size");
  }

  static Instant time(JsonParser json) throws IOException {
    Instant time = null;
    if (json.hasToken(JsonToken.VALUE_STRING)) {
      time = JsonTime.of(json.getText());
    } else if (json.currentToken().isNumeric()) {
      boolean isLong =
          json.hasToken(JsonToken.VALUE_NUMBER_INT)
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      time = isLong ? JsonTime.of(json.getLongValue()) : JsonTime.of(json.getDoubleValue());
      if (time == null) {
        throw fault(json, JsonTime.REFUSAL).ofTime(json.getDoubleValue());
      }
    }
    if (time == null) {
      throw not(
          json, "a time in UTC or with an offset, such as 2026-11-29T08:00:00.123Z, or a number");
    }
    return time;
  }

  static JsonParser number(JsonParser json) throws IOException {
    if (!json.currentToken().isNumeric()) {
      throw not(json, "a number");
    }
    return json;
  }

  static JsonParser require(JsonParser json, JsonToken token, String expected) throws IOException {
    if (!json.hasToken(token)) {
      throw not(json, expected);
    }
    return json;
  }

  static InvalidFieldException not(JsonParser json, String expected) throws IOException {
    return fault(json, ", not " + expected);
  }

  /** Says the field, the value, and where in the field it is. */
  static InvalidFieldException fault(JsonParser json, String fault) throws IOException {
    boolean isStart = json.currentToken().isStructStart();
    JsonStreamContext in = json.getParsingContext();
    in = isStart ? in.getParent() : in;
    String value =
        switch (json.currentToken()) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_STRING -> shown(json.getText());
          default -> cut(json.getText());
        };
    String place =
        in.inArray()
            ? " at index " + in.getCurrentIndex()
            : in.getParent().inRoot() ? "" : " at " + shown(String.valueOf(in.getCurrentName()));
    return new InvalidFieldException(
        field(json), (place.isEmpty() ? "is " : "has ") + value + place + fault);
  }

  /** The field of the record that the parser is in, or {@code value}. */
  static String field(JsonParser json) {
    JsonStreamContext in = json.getParsingContext();
    while (in.getParent() != null && !in.getParent().inRoot()) {
      in = in.getParent();
    }
    return in.inRoot() || in.getCurrentName() == null ? "value" : cut(in.getCurrentName());
  }

  static String shown(String text) {
    return "'" + cut(text) + "'";
  }

  static String cut(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }
}
