// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.preflight;

import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;

/** The text of an error of Kafka's clients, down to its root cause; never a secret. */
public final class KafkaErrorText {

  /** Parts of an invalid JAAS configuration: perhaps of a password. */
  private static final Pattern QUOTED = Pattern.compile("'[^']*'");

  private static final Pattern CLASS_NAME = Pattern.compile("^(?:[\\w$]+\\.)+[\\w$]+: ");

  private KafkaErrorText() {}

  /** The messages of the failure and its causes, each once. */
  public static String sentence(Throwable failure) {
    StringBuilder sentence = new StringBuilder();
    for (Throwable cause : ExceptionUtils.getThrowableList(failure)) {
      String message = cause.getMessage();
      String text =
          message == null
              ? cause.getClass().getSimpleName()
              : CLASS_NAME.matcher(message).replaceFirst("");
      if (text.contains("JAAS config")) {
        text = QUOTED.matcher(text).replaceAll("'...'") + " (setting kafka.sasl.jaas.config)";
      }
      if (sentence.indexOf(text) < 0) {
        sentence.append(sentence.isEmpty() ? "" : ": ").append(text);
      }
    }
    return sentence.toString();
  }
}
