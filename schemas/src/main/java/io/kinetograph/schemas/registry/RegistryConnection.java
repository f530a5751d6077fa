// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Asks a registry, one of its addresses after the other. Temporary failures are retried until the
 * timeout: no connection, no answer, status 429 or from 500 on, and an answer that is not a
 * registry's (404 without its error code, 200 without JSON), which an ingress gives while the
 * registry behind it is not ready. Thread-safe.
 */
final class RegistryConnection {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final int MAX_QUOTE = 100;

  /** Every registry has it, also without schemas. */
  private static final String ALWAYS_THERE = "/schemas/types";

  private final RegistrySettings settings;
  private final RegistryHttp http;
  private final ObjectMapper json = new ObjectMapper();

  /** Index of the address that answered last: the next request starts with it. */
  private volatile int address;

  /** Which answers are taken for a registry's. */
  private enum Trust {
    /** Those that look like it. */
    REGISTRY,
    /** Errors too, if a registry is there. */
    IF_THERE,
    /** Errors too. */
    ANY_ERROR
  }

  /**
   * An answer as it came.
   *
   * @param answer what was read
   * @param begin of its body, for a message
   */
  private record Reply(Answer answer, String begin) {

    /** Says what was answered, for an answer that is not a registry's. */
    String notOfRegistry() {
      String line = begin.replaceAll("[\\s\\p{C}]+", " ").strip();
      String quote = line.length() <= MAX_QUOTE ? line : line.substring(0, MAX_QUOTE) + "...";
      return String.format(
          Locale.ROOT,
          "%s answers %d%s, which is not a schema registry's answer; check that the path in the URL"
              + " is right and that the registry is ready behind its proxy",
          answer.question(),
          answer.status(),
          quote.isEmpty() ? " without a body" : " '" + quote + "'");
    }
  }

  RegistryConnection(RegistrySettings settings) {
    this.settings = settings;
    this.http = new RegistryHttp(settings);
  }

  /** When a request that begins now is given up, by {@link System#nanoTime}. */
  long deadlineNanos() {
    return System.nanoTime() + settings.timeout().toNanos();
  }

  Answer get(String path) {
    return ask("GET", path, Optional.empty(), Trust.REGISTRY, deadlineNanos());
  }

  /** Gets until a deadline that several requests share. */
  Answer get(String path, long deadlineNanos) {
    return ask("GET", path, Optional.empty(), Trust.REGISTRY, deadlineNanos);
  }

  /**
   * Gets what not every registry has. One without the path answers with an error in its own way.
   *
   * @return the answer; or, if it is another error, and the login may not see whether a registry is
   *     there, the refusal
   */
  Answer getOptional(String path, long deadlineNanos) {
    return ask("GET", path, Optional.empty(), Trust.IF_THERE, deadlineNanos);
  }

  /** Gets the same again. In between comes no other request, which a proxy could send elsewhere. */
  Answer getOptionalAgain(String path, long deadlineNanos) {
    return ask("GET", path, Optional.empty(), Trust.ANY_ERROR, deadlineNanos);
  }

  Answer post(String path, JsonNode body) {
    return ask("POST", path, Optional.of(body), Trust.REGISTRY, deadlineNanos());
  }

  private Answer ask(
      String method, String path, Optional<JsonNode> body, Trust trust, long deadline) {
    Duration pause = FIRST_PAUSE;
    checkTime(method + " " + settings.urls().get(address) + path, deadline);
    while (true) {
      int index = address;
      String base = settings.urls().get(index).toString();
      try {
        Reply reply = attempt(method, URI.create(base + path), body, deadline);
        Answer answer = reply.answer();
        boolean isError = trust != Trust.REGISTRY && answer.isOtherError();
        if (isError ? trust == Trust.ANY_ERROR : answer.isOfRegistry()) {
          return answer;
        }
        if (!isError) {
          throw new FailedAttemptException(reply.notOfRegistry());
        }
        URI always = URI.create(base + ALWAYS_THERE);
        checkTime("GET " + always, deadline);
        Answer there = attempt("GET", always, Optional.empty(), deadline).answer();
        if (there.isRefused()) {
          return there;
        }
        if (!there.isOfRegistry() || (there.isOtherError() && !there.is(404))) {
          throw new FailedAttemptException(reply.notOfRegistry());
        }
        return answer;
      } catch (FailedAttemptException e) {
        address = (index + 1) % settings.urls().size();
        if (isTooLate(deadline, pause)) {
          throw new UnavailableRegistryException(sentence("cannot be used: " + e.getMessage()));
        }
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  /** Whether too little time remains: an attempt would fail only because it was rushed. */
  private boolean isTooLate(long deadline, Duration pause) {
    long left = deadline - System.nanoTime() - pause.toNanos();
    return left < settings.timeout().toNanos() / 4;
  }

  /** Several requests share one deadline. */
  private void checkTime(String question, long deadline) {
    if (isTooLate(deadline, Duration.ZERO)) {
      throw new UnavailableRegistryException(
          sentence(
              String.format(
                  Locale.ROOT,
                  "cannot be used: %s was not sent, because earlier requests took most of the %d ms"
                      + " that registry.timeout gives them together",
                  question,
                  settings.timeout().toMillis())));
    }
  }

  private Reply attempt(String method, URI url, Optional<JsonNode> sent, long deadline)
      throws FailedAttemptException {
    String question = method + " " + url;
    // Half of the time, so that an address that hangs leaves time for another.
    long nanos = Math.min(settings.timeout().toNanos() / 2, deadline - System.nanoTime());
    HttpResponse<byte[]> response = http.send(method, url, sent, nanos);
    int status = response.statusCode();
    if (status == 429 || status >= 500) {
      throw new FailedAttemptException(
          String.format(Locale.ROOT, "%s answers %d", question, status));
    }
    if (status / 100 == 3) {
      throw unusable(
          String.format(
              Locale.ROOT,
              "redirects elsewhere: %s answers %d with location %s",
              question,
              status,
              response.headers().firstValue("Location").orElse("(none)")));
    }
    byte[] bytes = response.body();
    boolean isTooLong = bytes.length > RegistryHttp.MAX_ANSWER;
    JsonNode body = isTooLong ? json.missingNode() : read(bytes);
    Answer answer = new Answer(question, status, body, isTooLong);
    return new Reply(answer, new String(bytes, 0, Math.min(bytes.length, 4 * MAX_QUOTE), UTF_8));
  }

  private JsonNode read(byte[] body) {
    try {
      JsonNode read = json.readTree(body);
      return read.isContainerNode() ? read : json.missingNode();
    } catch (IOException e) {
      // Not only JacksonException: bytes that look like invalid UTF-32 are a
      // CharConversionException.
      return json.missingNode();
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** A sentence about the registry. */
  String sentence(String predicate) {
    return "the schema registry %s (setting registry.url) %s"
        .formatted(settings.address(), predicate);
  }

  UnusableRegistryException unusable(String predicate) {
    return new UnusableRegistryException(sentence(predicate));
  }

  /** For an answer that the request does not expect: no permission, or not the API's. */
  UnusableRegistryException unexpected(Answer answer) {
    if (answer.is(401)) {
      return unusable(
          "rejects the credentials of %s (settings registry.user and".formatted(settings.login())
              + " registry.password, or registry.token): %s".formatted(answer.sentence()));
    }
    if (answer.is(403)) {
      return unusable(
          "forbids the request of %s: %s".formatted(settings.login(), answer.sentence()));
    }
    return unusable(
        "%s: %s"
            .formatted(
                answer.isTooLong()
                    ? "gives an answer that is too long"
                    : "is not a schema registry, or its path is wrong",
                answer.sentence()));
  }
}
