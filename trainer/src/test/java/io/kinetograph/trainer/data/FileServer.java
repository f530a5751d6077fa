// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves one file, as well or as badly as it is told. */
final class FileServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> ranges = new CopyOnWriteArrayList<>();

  volatile byte[] file;
  volatile String tag = "\"v1\"";
  volatile String type = "application/zip";
  volatile int status = 200;
  volatile boolean knowsRanges = true;

  /** Answers that are cut short after this share of what they should send; the rest are whole. */
  final AtomicInteger brokenAnswers = new AtomicInteger();

  volatile double sentOfBroken = 0.5;

  /** Bytes that are announced but never there. */
  volatile int announcedTooMuch;

  /** Sends half of the file, and then nothing for as long as it is open. */
  volatile boolean falls;

  FileServer(byte[] file) throws IOException {
    this.file = file;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/data.zip");
  }

  /** The ranges that were asked for, one for each request, empty where none was. */
  List<String> ranges() {
    return ranges;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(range == null ? "" : range);
      exchange.getResponseHeaders().set("Content-Type", type);
      if (!tag.isEmpty()) {
        exchange.getResponseHeaders().set("ETag", tag);
      }
      if (status != 200) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      boolean same = tag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
      int from = 0;
      if (range != null && knowsRanges && same) {
        from = Integer.parseInt(range.replaceAll("\\D", ""));
        String place = from < file.length ? from + "-" + (file.length - 1) : "*";
        exchange.getResponseHeaders().set("Content-Range", "bytes " + place + "/" + file.length);
        if (from >= file.length) {
          exchange.sendResponseHeaders(416, -1);
          return;
        }
      }
      int length = file.length - from;
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, length + announcedTooMuch);
      send(exchange.getResponseBody(), from, length);
    }
  }

  private void send(OutputStream out, int from, int length) throws IOException {
    if (falls) {
      out.write(file, from, length / 2);
      out.flush();
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    } else if (brokenAnswers.getAndDecrement() > 0) {
      out.write(file, from, (int) (length * sentOfBroken));
      out.flush();
    } else {
      out.write(file, from, length);
      out.flush();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
