package io.kinetograph.trainer.data;

import io.kinetograph.trainer.data.PartialFile.Origin;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one file by HTTP. A partial file is continued by a range request, but only if the
 * server's validator is the same (RFC 9110, sections 13.1.5 and 14); else the download starts over.
 */
final class Download {

  private static final int PIECE = 1 << 16;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_FOUND = 404;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int GONE = 410;
  private static final int NO_SUCH_RANGE = 416;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final double MEGABYTE = 1e6;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18})");

  private final URI uri;
  private final Retries retries;
  private final Duration timeout;
  private final Progress progress;
  private final HttpClient client;

  /**
   * How often to try, and how long to wait in between: twice as long each time.
   *
   * @param attempts 1 or more
   * @param firstWait after the first attempt
   */
  record Retries(int attempts, Duration firstWait) {

    /** How long to wait after an attempt, counted from 1. */
    Duration waitAfter(int attempt) {
      return firstWait.multipliedBy(1L << (attempt - 1));
    }
  }

  /** The file cannot be downloaded, and another attempt would not help; the message says why. */
  static class FailedException extends IOException {

    private static final long serialVersionUID = 1L;

    FailedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    FailedException(String message) {
      this(message, null);
    }
  }

  /** A failure that may be over in a moment, such as a broken connection or a busy server. */
  private static final class RetryableException extends IOException {

    private static final long serialVersionUID = 1L;

    RetryableException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Creates a download.
   *
   * @param uri http or https
   * @param retries how often to try
   * @param timeout how long the server may send nothing
   * @param progress shows how far it is
   */
  Download(URI uri, Retries retries, Duration timeout, Progress progress) {
    this.uri = uri;
    this.retries = retries;
    this.timeout = timeout;
    this.progress = progress;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * Completes a partial file.
   *
   * @throws FailedException if that fails; the bytes that were received stay in the partial file
   */
  void complete(PartialFile file) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        attempt(file);
        return;
      } catch (RetryableException e) {
        if (attempt == retries.attempts()) {
          throw new FailedException("%s (tried %d times)".formatted(e.getMessage(), attempt), e);
        }
        Duration wait = retries.waitAfter(attempt);
        progress.say("%s; trying again in %d s".formatted(e.getMessage(), wait.toSeconds()));
        pause(wait);
      }
    }
  }

  private void pause(Duration wait) throws FailedException {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private FailedException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new FailedException(uri + ": the download was interrupted", e);
  }

  private void attempt(PartialFile file) throws IOException {
    Origin origin = file.origin();
    boolean continues =
        file.size() > 0 && origin.uri().equals(uri.toString()) && origin.isResumable();
    HttpResponse<InputStream> response = send(continues ? file.size() : 0, origin);
    try (InputStream body = response.body();
        StallGuard guard = new StallGuard(body, timeout)) {
      HttpHeaders headers = response.headers();
      int status = response.statusCode();
      if (status == NO_SUCH_RANGE && isComplete(headers, file)) {
        return;
      }
      if (status != PARTIAL && (status != OK || isWebPage(headers))) {
        throw refused(status, headers, file);
      }
      OptionalLong length = headers.firstValueAsLong("Content-Length");
      if (status == PARTIAL) {
        length = OptionalLong.of(completeLength(headers, file));
      } else {
        file.restart(new Origin(uri.toString(), validator(headers)));
      }
      receive(body, guard, file, length);
    }
  }

  private HttpResponse<InputStream> send(long present, Origin origin) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout).GET();
    if (present > 0) {
      request.header("Range", "bytes=" + present + "-").header("If-Range", origin.validator());
    }
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private IOException unreachable(IOException e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return new FailedException("%s: unknown host %s".formatted(uri, uri.getHost()), e);
      }
    }
    if (e instanceof SSLException) {
      return new FailedException("%s: no secure connection: %s".formatted(uri, e.getMessage()), e);
    }
    if (e instanceof HttpTimeoutException) {
      return new RetryableException(
          "%s: no answer within %d s".formatted(uri, timeout.toSeconds()), e);
    }
    if (e instanceof ConnectException) {
      return new RetryableException(
          "%s: %s refuses the connection".formatted(uri, uri.getAuthority()), e);
    }
    return new RetryableException(
        "%s: the connection broke (%s)".formatted(uri, e.getMessage()), e);
  }

  private static boolean isWebPage(HttpHeaders headers) {
    return headers
        .firstValue("Content-Type")
        .map(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
        .orElse(false);
  }

  /** Whether the server has the same version as the partial file, and no byte more. */
  private static boolean isComplete(HttpHeaders headers, PartialFile file) throws IOException {
    return headers.firstValue("Content-Range").orElse("").equals("bytes */" + file.size());
  }

  private IOException refused(int status, HttpHeaders headers, PartialFile file)
      throws IOException {
    if (status == OK) {
      return new FailedException(uri + " is a web page, not a zip");
    } else if (status == NO_SUCH_RANGE) {
      file.restart(Origin.UNKNOWN);
      return new RetryableException(
          uri + ": the server cannot continue the partial file, so the download starts over", null);
    } else if (status == NOT_FOUND || status == GONE) {
      return new FailedException("%s: the server has no such file (%d)".formatted(uri, status));
    }
    String message = "%s: the server answers with status %d".formatted(uri, status);
    boolean retryable =
        status >= SERVER_ERROR || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT;
    return retryable
        ? new RetryableException(message, null)
        : new FailedException(
            headers
                .firstValue("Location")
                .map(place -> message + " and points to " + place)
                .orElse(message));
  }

  /** The length of the complete file, when the server sends the rest of it. */
  private long completeLength(HttpHeaders headers, PartialFile file) throws IOException {
    String range = headers.firstValue("Content-Range").orElse("");
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) != file.size()) {
      String message =
          "%s: the server sends '%s' instead of the bytes from %d on"
              .formatted(uri, range, file.size());
      file.restart(Origin.UNKNOWN);
      throw new RetryableException(message, null);
    }
    return Long.parseLong(matcher.group(2));
  }

  /** Names this version for {@code If-Range}: a weak entity tag does not, an old date does. */
  private static String validator(HttpHeaders headers) {
    String tag = headers.firstValue("ETag").orElse("");
    if (tag.startsWith("\"")) {
      return tag;
    }
    String modified = headers.firstValue("Last-Modified").orElse("");
    try {
      return date(modified).isBefore(date(headers.firstValue("Date").orElse(""))) ? modified : "";
    } catch (DateTimeException e) {
      return "";
    }
  }

  private static ZonedDateTime date(String text) {
    return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
  }

  private void receive(InputStream body, StallGuard guard, PartialFile file, OptionalLong length)
      throws IOException {
    long present = file.size();
    progress.say(
        (length.isPresent() ? megabytes(length.getAsLong()) : "a file of unknown length")
            + (present > 0 ? ", of which " + megabytes(present) + " are present already" : ""));
    double missing = length.isPresent() ? (length.getAsLong() - present) / MEGABYTE : -1;
    byte[] piece = new byte[PIECE];
    try (Progress.Task task =
        progress.start("download", new Workload(missing, "MB", System::nanoTime))) {
      for (int count = read(body, piece, guard, file, length);
          count >= 0;
          count = read(body, piece, guard, file, length)) {
        guard.received();
        file.append(ByteBuffer.wrap(piece, 0, count));
        task.advance(count / MEGABYTE);
      }
    }
    if (length.isPresent() && file.size() != length.getAsLong()) {
      throw brokenOff(file, length, null);
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
  }

  private int read(
      InputStream body, byte[] piece, StallGuard guard, PartialFile file, OptionalLong length)
      throws IOException {
    try {
      return body.read(piece);
    } catch (IOException e) {
      throw guard.isStalled()
          ? new RetryableException(
              "%s: received nothing for %d s".formatted(uri, timeout.toSeconds()), e)
          : brokenOff(file, length, e);
    }
  }

  private RetryableException brokenOff(
      PartialFile file, OptionalLong length, @Nullable IOException cause) throws IOException {
    String total = length.isPresent() ? " of " + length.getAsLong() : "";
    return new RetryableException(
        "%s broke off after %d%s bytes".formatted(uri, file.size(), total), cause);
  }

  /**
   * Closes a stream that has sent nothing for a while: the JDK's HTTP client waits without limit
   * for the next bytes of a body.
   */
  private static final class StallGuard implements AutoCloseable {

    private static final int CHECKS = 4;

    private final ScheduledExecutorService scheduler;
    private final long limitNanos;
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean stalled;

    StallGuard(InputStream body, Duration limit) {
      this.limitNanos = limit.toNanos();
      this.scheduler =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "stall-guard");
                thread.setDaemon(true);
                return thread;
              });
      long pause = Math.max(1, limitNanos / CHECKS);
      var unused =
          scheduler.scheduleWithFixedDelay(() -> check(body), pause, pause, TimeUnit.NANOSECONDS);
    }

    private void check(InputStream body) {
      if (!stalled && System.nanoTime() - lastNanos > limitNanos) {
        stalled = true;
        try {
          body.close();
        } catch (IOException e) {
          // The reader of the stream gets its own exception.
          return;
        }
      }
    }

    /** Bytes were received. */
    void received() {
      lastNanos = System.nanoTime();
    }

    /** Whether the stream was closed because nothing came. */
    boolean isStalled() {
      return stalled;
    }

    @Override
    public void close() {
      scheduler.shutdownNow();
    }
  }
}
