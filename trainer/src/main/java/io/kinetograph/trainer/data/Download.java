// SPDX-License-Identifier: Apache-2.0
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
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import javax.net.ssl.SSLException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one file by HTTP. A partial file is continued by a range request, but only if the
 * server's validator is the same (RFC 9110, sections 13.1.5 and 14); else the download starts over.
 */
final class Download {

  private static final int PIECE = 1 << 16;
  private static final double MEGABYTE = 1e6;

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
  static final class RetryableException extends IOException {

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
          throw new FailedException(
              String.format(Locale.ROOT, "%s (tried %d times)", e.getMessage(), attempt), e);
        }
        Duration wait = retries.waitAfter(attempt);
        progress.say(
            String.format(
                Locale.ROOT, "%s; trying again in %d s", e.getMessage(), wait.toSeconds()));
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
    try (DownloadBody body = new DownloadBody(response.body(), timeout)) {
      DownloadResponse answer =
          new DownloadResponse(uri, response.statusCode(), response.headers());
      if (answer.saysComplete(file)) {
        return;
      }
      answer.requireContent(file);
      OptionalLong length;
      if (answer.isRest()) {
        length = OptionalLong.of(answer.completeLength(file));
      } else {
        length = answer.length();
        file.restart(new Origin(uri.toString(), answer.validator()));
      }
      receive(body, file, length);
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
    Throwable root = ExceptionUtils.getRootCause(e);
    if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
      return new FailedException("%s: unknown host %s".formatted(uri, uri.getHost()), e);
    }
    if (e instanceof SSLException) {
      return new FailedException("%s: no secure connection: %s".formatted(uri, e.getMessage()), e);
    }
    if (e instanceof HttpTimeoutException) {
      return new RetryableException(
          String.format(Locale.ROOT, "%s: no answer within %d s", uri, timeout.toSeconds()), e);
    }
    if (e instanceof ConnectException) {
      return new RetryableException(
          "%s: %s refuses the connection".formatted(uri, uri.getAuthority()), e);
    }
    return new RetryableException(
        "%s: the connection broke (%s)".formatted(uri, e.getMessage()), e);
  }

  private void receive(DownloadBody body, PartialFile file, OptionalLong length)
      throws IOException {
    long present = file.size();
    progress.say(
        (length.isPresent() ? megabytes(length.getAsLong()) : "a file of unknown length")
            + (present > 0 ? ", of which " + megabytes(present) + " are present already" : ""));
    double missing = length.isPresent() ? (length.getAsLong() - present) / MEGABYTE : -1;
    byte[] piece = new byte[PIECE];
    try (Progress.Task task =
        progress.start("download", new Workload(missing, "MB", System::nanoTime))) {
      for (int count = read(body, piece, file, length);
          count >= 0;
          count = read(body, piece, file, length)) {
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

  private int read(DownloadBody body, byte[] piece, PartialFile file, OptionalLong length)
      throws IOException {
    try {
      return body.read(piece);
    } catch (HttpTimeoutException e) {
      throw new RetryableException(
          String.format(Locale.ROOT, "%s: received nothing for %d s", uri, timeout.toSeconds()), e);
    } catch (IOException e) {
      throw brokenOff(file, length, e);
    }
  }

  private RetryableException brokenOff(
      PartialFile file, OptionalLong length, @Nullable IOException cause) throws IOException {
    String total = length.isPresent() ? " of " + length.getAsLong() : "";
    return new RetryableException(
        String.format(Locale.ROOT, "%s broke off after %d%s bytes", uri, file.size(), total),
        cause);
  }
}
