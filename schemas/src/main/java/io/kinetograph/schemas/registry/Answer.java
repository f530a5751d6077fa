// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * An answer of a registry, or of what stands in front of it, that a retry would not change.
 *
 * @param question method and URL
 * @param status HTTP status code
 * @param body a JSON object or array; a missing node for anything else
 * @param isTooLong whether the body was longer than the limit, so that it was not read
 */
record Answer(String question, int status, JsonNode body, boolean isTooLong) {

  private static final int MAX_MESSAGE = 500;

  boolean is(int expected) {
    return status == expected;
  }

  /** Whether the registry says that a subject, version or schema does not exist. */
  boolean isMissing() {
    int code = body.path("error_code").asInt();
    return status == 404 && code >= 40_401 && code <= 40_403;
  }

  /** Whether the login is rejected, or may not do this. */
  boolean isRefused() {
    return status == 401 || status == 403;
  }

  /** Whether it is another error of the request: the registry's own, or one of a proxy. */
  boolean isOtherError() {
    return status / 100 == 4 && !isRefused() && !isMissing();
  }

  /** Whether a registry answers, and not what stands in front of it. */
  boolean isOfRegistry() {
    if (status == 404) {
      return body.has("error_code");
    }
    return status != 200 || isTooLong || !body.isMissingNode();
  }

  /** What came, such as {@code GET http://localhost:8081/subjects answers 403 Forbidden}. */
  String sentence() {
    return isTooLong
        ? String.format(
            Locale.ROOT, "%s answers with more than %d bytes", question, RegistryHttp.MAX_ANSWER)
        : String.format(Locale.ROOT, "%s answers %d %s", question, status, message()).strip();
  }

  /** The registry's error message, in one line. */
  String message() {
    String message = body.path("message").asText("").replaceAll("\\s+", " ").strip();
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "...";
  }
}
