// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;

/** Answers over HTTP as a test defines, and records the requests. */
public final class FakeRegistry implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Question> questions = new CopyOnWriteArrayList<>();

  record Question(String line, String authorization, String body) {}

  private interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private FakeRegistry(HttpServer server) {
    this.server = server;
  }

  /** Starts one on a free port; it lacks everything. */
  public static FakeRegistry start() {
    try {
      FakeRegistry registry =
          new FakeRegistry(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      registry.server.createContext("/", registry::answer);
      registry.server.setExecutor(registry.threads);
      registry.server.start();
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api");
  }

  /** Settings that lead to it, without credentials. */
  public RegistrySettings settings() {
    return new RegistrySettings(List.of(url()), RegistryLogin.none(), true, Duration.ofSeconds(10));
  }

  /** Answers a request such as {@code GET /schemas/ids/7}; the last answer is repeated. */
  public FakeRegistry on(String question, int status, String body) {
    return on(
        question,
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  /** Has a schema of an id. */
  public FakeRegistry has(int id, Schema schema) {
    return on("GET /schemas/ids/" + id, 200, object("schema", schema.toString()));
  }

  /** Has a schema of a GUID. */
  public FakeRegistry has(String guid, Schema schema) {
    return on("GET /schemas/guids/" + guid, 200, object("schema", schema.toString()));
  }

  /** Answers with an error as a registry does. */
  FakeRegistry rejects(String question, int status, int code, String message) {
    return on(
        question,
        status,
        JsonNodeFactory.instance
            .objectNode()
            .put("error_code", code)
            .put("message", message)
            .toString());
  }

  FakeRegistry redirects(String question, URI to) {
    return on(
        question,
        exchange -> {
          exchange.getResponseHeaders().add("Location", to.toString());
          exchange.sendResponseHeaders(302, -1);
        });
  }

  FakeRegistry neverAnswers(String question) {
    return on(question, exchange -> closed.await());
  }

  FakeRegistry stopsWithinTheBody(String question) {
    return on(
        question,
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          closed.await();
        });
  }

  FakeRegistry neverEnds(String question) {
    return on(
        question,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(new byte[8192]);
          }
        });
  }

  private FakeRegistry on(String question, Answer answer) {
    answers.computeIfAbsent(question, line -> new ArrayDeque<>()).add(answer);
    return this;
  }

  static String object(String key, String value) {
    return JsonNodeFactory.instance.objectNode().put(key, value).toString();
  }

  /** What it was asked so far, such as {@code GET /schemas/ids/7}. */
  public List<String> asked() {
    return questions.stream().map(Question::line).toList();
  }

  List<Question> questions() {
    return List.copyOf(questions);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String line = exchange.getRequestMethod() + " " + path.replaceFirst("^/api", "");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String login = exchange.getRequestHeaders().getFirst("Authorization");
    questions.add(new Question(line, login == null ? "" : login, body));
    Deque<Answer> prepared = answers.getOrDefault(line, new ArrayDeque<>());
    Answer answer;
    synchronized (prepared) {
      answer = prepared.size() > 1 ? prepared.remove() : prepared.peek();
    }
    try (exchange) {
      if (answer == null) {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        byte[] missing =
            "{\"error_code\":40403,\"message\":\"Schema not found\"}"
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(404, missing.length);
        exchange.getResponseBody().write(missing);
      } else {
        answer.to(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the registry's threads do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
