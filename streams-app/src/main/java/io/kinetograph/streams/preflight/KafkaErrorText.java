package io.kinetograph.streams.preflight;

import java.util.regex.Pattern;

/** What a failure of Kafka's clients says, down to its root; never a secret. */
final class KafkaErrorText {

  private static final int DEEPEST = 10;

  /** Words of a JAAS configuration that is not well-formed: a password's, perhaps. */
  private static final Pattern QUOTED = Pattern.compile("'[^']*'");

  private static final Pattern CLASS_NAME = Pattern.compile("^(?:[\\w$]+\\.)+[\\w$]+: ");

  private KafkaErrorText() {}

  /** The messages of the failure and its causes, each said once. */
  static String sentence(Throwable failure) {
    StringBuilder sentence = new StringBuilder();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      String message = cause.getMessage();
      String said =
          message == null
              ? cause.getClass().getSimpleName()
              : CLASS_NAME.matcher(message).replaceFirst("");
      if (said.contains("JAAS config")) {
        said = QUOTED.matcher(said).replaceAll("'...'") + " (setting kafka.sasl.jaas.config)";
      }
      if (sentence.indexOf(said) < 0) {
        sentence.append(sentence.isEmpty() ? "" : ": ").append(said);
      }
      cause = cause.getCause();
    }
    return sentence.toString();
  }
}
