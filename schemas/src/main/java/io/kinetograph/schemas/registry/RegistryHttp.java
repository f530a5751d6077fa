// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Sends one request over HTTP, with the credentials, and waits for the whole answer, whatever it
 * says. Thread-safe.
 */
final class RegistryHttp {

  /** The longest body that is accepted, in bytes; of a longer one, somewhat more is read. */
  static final int MAX_ANSWER = 1 << 20;

  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  private final RegistryLogin login;
  private final HttpClient client;

  RegistryHttp(RegistrySettings settings) {
    this.login = settings.login();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // Never send the credentials to another host.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build();
  }

  /**
   * Sends a request. HttpClient's own timeout ends with the headers; reading the body could then
   * take forever.
   *
   * @param nanos how long the answer may take, with its body
   * @throws FailedAttemptException if there is no connection or no answer in time
   */
  HttpResponse<byte[]> send(String method, URI url, Optional<JsonNode> body, long nanos)
      throws FailedAttemptException {
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request(method, url, body), BoundedBody.upTo(MAX_ANSWER));
    String question = method + " " + url;
    try {
      return response.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new FailedAttemptException(
          String.format(
              Locale.ROOT,
              "%s was not answered within %d ms",
              question,
              TimeUnit.NANOSECONDS.toMillis(nanos)));
    } catch (InterruptedException e) {
      response.cancel(true);
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new FailedAttemptException("%s fails, %s".formatted(question, reason(url, cause)));
    }
  }

  private HttpRequest request(String method, URI url, Optional<JsonNode> body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .method(
                method,
                body.map(node -> BodyPublishers.ofString(node.toString()))
                    .orElse(BodyPublishers.noBody()))
            .header("Accept", MEDIA_TYPE + ", application/json");
    body.ifPresent(node -> request.header("Content-Type", MEDIA_TYPE));
    login.authorization().ifPresent(value -> request.header("Authorization", value));
    return request.build();
  }

  private static String reason(URI url, Throwable failure) {
    Throwable root = ExceptionUtils.getRootCause(failure);
    if (root instanceof UnresolvedAddressException) {
      return "host name '%s' cannot be resolved".formatted(url.getHost());
    }
    if (failure instanceof SSLException) {
      return "TLS: " + root.getMessage();
    }
    if (failure instanceof ConnectException) {
      return "no connection to " + url.getAuthority();
    }
    if (failure instanceof HttpTimeoutException) {
      return "no connection in time";
    }
    if (failure instanceof IOException && failure.getMessage() != null) {
      return failure.getMessage();
    }
    return failure.toString();
  }
}
