// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy that serves a dashboard below a path, as one does that also serves other programs. It
 * removes the path, and it does not redirect to the address with the slash at the end. With a
 * login, it redirects all requests until somebody has logged in.
 */
final class PathProxy implements AutoCloseable {

  private final int target;
  private final String path;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger openStreams = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private volatile boolean loggedOut;

  private PathProxy(int target, String path, HttpServer server) {
    this.target = target;
    this.path = path;
    this.server = server;
  }

  /**
   * Starts a proxy.
   *
   * @param target the dashboard's port
   * @param path such as {@code /tools/kinetograph}; empty for none
   */
  static PathProxy start(int target, String path) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    PathProxy proxy = new PathProxy(target, path, HttpServer.create(address, 0));
    proxy.server.setExecutor(proxy.threads);
    proxy.server.createContext("/", proxy::handle);
    proxy.server.start();
    return proxy;
  }

  /** The dashboard's address, without a slash at the end. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** How many event streams are open. */
  int openStreams() {
    return openStreams.get();
  }

  /** How many event streams have been opened, including those that are closed by now. */
  int streams() {
    return streams.get();
  }

  /** Ends the open streams, and answers every request with a redirect to a page for the login. */
  void logOut() {
    loggedOut = true;
  }

  void logIn() {
    loggedOut = false;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String wanted = exchange.getRequestURI().toString();
      if (loggedOut) {
        exchange.getResponseHeaders().set("Location", "/login");
        exchange.sendResponseHeaders(302, -1);
      } else if (wanted.startsWith(path)) {
        String rest = wanted.substring(path.length());
        forward(exchange, rest.startsWith("/") ? rest : "/" + rest);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forward(HttpExchange exchange, String rest)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target + rest)).build();
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    for (String name :
        List.of("Content-Type", "Content-Security-Policy", "X-Content-Type-Options")) {
      response
          .headers()
          .firstValue(name)
          .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
    }
    boolean isStream = rest.equals("/api/labels");
    if (isStream) {
      streams.incrementAndGet();
      openStreams.incrementAndGet();
    }
    try (InputStream in = response.body()) {
      exchange.sendResponseHeaders(response.statusCode(), 0);
      OutputStream out = exchange.getResponseBody();
      byte[] buffer = new byte[8192];
      int length;
      while (!loggedOut && (length = in.read(buffer)) >= 0) {
        out.write(buffer, 0, length);
        out.flush();
      }
    } finally {
      if (isStream) {
        openStreams.decrementAndGet();
      }
    }
  }
}
