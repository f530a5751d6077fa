// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * A schema registry that registers each schema with the id 1, has no other, and can fall silent.
 */
final class FakeRegistry implements AutoCloseable {

  /** A record that is encoded with a schema whose id the registry does not have. */
  static final byte[] UNKNOWN_SCHEMA = {0, 0, 0, 0, 77, 1, 2, 3};

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Semaphore answers = new Semaphore(1);

  private FakeRegistry(HttpServer server) {
    this.server = server;
  }

  static FakeRegistry start() throws IOException {
    FakeRegistry registry =
        new FakeRegistry(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    registry.server.createContext("/", registry::answer);
    registry.server.setExecutor(registry.threads);
    registry.server.start();
    return registry;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on, it accepts connections and answers nothing. */
  void fallSilent() throws InterruptedException {
    answers.acquire();
  }

  /** Answers again, what was asked in the meantime too. */
  void answerAgain() {
    answers.release();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      answers.acquire();
      answers.release();
      boolean registers = exchange.getRequestMethod().equals("POST");
      byte[] answer = (registers ? "{\"id\":1}" : "{\"error_code\":40403}").getBytes(UTF_8);
      exchange.sendResponseHeaders(registers ? 200 : 404, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
