// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy in front of a registry that forwards requests. While it is shut, it answers 503 or, as an
 * ingress without a backend, 404.
 */
final class RegistryGate implements AutoCloseable {

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;
  private final URI behind;
  private final AtomicInteger rejected = new AtomicInteger();
  private volatile boolean shut;

  private RegistryGate(HttpServer server, URI behind) {
    this.server = server;
    this.behind = behind;
  }

  static RegistryGate open(String url) throws IOException {
    RegistryGate gate =
        new RegistryGate(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            URI.create(url));
    gate.server.createContext("/", gate::pass);
    gate.server.start();
    return gate;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + behind.getPath();
  }

  void shut() {
    shut = true;
  }

  void reopen() {
    shut = false;
  }

  /** Waits until it has rejected this many requests. */
  void awaitRejected(int count, Duration timeout) {
    await(count + " rejected requests").atMost(timeout).until(() -> rejected.get() >= count);
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (shut) {
        byte[] page = "default backend - 404".getBytes(UTF_8);
        boolean isFound = rejected.incrementAndGet() % 2 == 0;
        exchange.sendResponseHeaders(isFound ? 503 : 404, page.length);
        exchange.getResponseBody().write(page);
        return;
      }
      HttpRequest request =
          HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()))
              .header("Content-Type", "application/vnd.schemaregistry.v1+json")
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
              .build();
      HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
