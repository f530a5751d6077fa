package io.kinetograph.trainer.data;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Gets one file by HTTP. What is there of it already is continued by a range request, but only if
 * the server's validator is the same (RFC 9110, sections 13.1.5 and 14); else it starts over.
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
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18})");

  private final URI uri;
  private final Retries retries;
  private final Duration patience;
  private final DownloadListener listener;
  private final HttpClient client;

  /**
   * Creates a download.
   *
   * @param uri http or https
   * @param retries how often to try
   * @param patience how long a server may say nothing
   */
  Download(URI uri, Retries retries, Duration patience, DownloadListener listener) {
    this.uri = uri;
    this.retries = retries;
    this.patience = patience;
    this.listener = listener;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience)
            .build();
  }

  /**
   * Completes a partial file.
   *
   * @throws FetchException if that fails; what has come stays in the partial file
   */
  void complete(PartialFile file) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        attempt(file);
        return;
      } catch (PassingException e) {
        if (attempt == retries.attempts()) {
          throw new FetchException("%s (tried %d times)".formatted(e.getMessage(), attempt), e);
        }
        Duration wait = retries.waitAfter(attempt);
        listener.failed(String.valueOf(e.getMessage()), wait);
        pause(wait);
      }
    }
  }

  private void pause(Duration wait) throws FetchException {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private FetchException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new FetchException(uri + ": the download was interrupted", e);
  }

  private void attempt(PartialFile file) throws IOException {
    Origin origin = file.origin();
    boolean continues =
        file.size() > 0 && origin.uri().equals(uri.toString()) && origin.continuable();
    HttpResponse<InputStream> response = ask(continues ? file.size() : 0, origin);
    try (InputStream body = response.body();
        StallWatch watch = new StallWatch(body, patience)) {
      HttpHeaders headers = response.headers();
      int status = response.statusCode();
      if (status == NO_SUCH_RANGE && isAllThere(headers, file)) {
        return;
      }
      if (status != PARTIAL && (status != OK || isPage(headers))) {
        throw refused(status, headers, file);
      }
      OptionalLong length = headers.firstValueAsLong("Content-Length");
      if (status == PARTIAL) {
        length = OptionalLong.of(wholeLength(headers, file));
      } else {
        file.restart(new Origin(uri.toString(), validator(headers)));
      }
      listener.started(file.size(), length);
      receive(body, watch, file, length);
    }
  }

  private HttpResponse<InputStream> ask(long present, Origin origin) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience).GET();
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
        return new FetchException("%s: there is no host %s".formatted(uri, uri.getHost()), e);
      }
    }
    if (e instanceof SSLException) {
      return new FetchException("%s: no secure connection: %s".formatted(uri, e.getMessage()), e);
    }
    if (e instanceof HttpTimeoutException) {
      return new PassingException(
          "%s: no answer within %d s".formatted(uri, patience.toSeconds()), e);
    }
    if (e instanceof ConnectException) {
      return new PassingException(
          "%s: %s refuses the connection".formatted(uri, uri.getAuthority()), e);
    }
    return new PassingException("%s: the connection broke (%s)".formatted(uri, e.getMessage()), e);
  }

  private static boolean isPage(HttpHeaders headers) {
    return headers
        .firstValue("Content-Type")
        .map(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
        .orElse(false);
  }

  /** Nothing follows what is there, of which the server has the same version. */
  private static boolean isAllThere(HttpHeaders headers, PartialFile file) throws IOException {
    return headers.firstValue("Content-Range").orElse("").equals("bytes */" + file.size());
  }

  private IOException refused(int status, HttpHeaders headers, PartialFile file)
      throws IOException {
    if (status == OK) {
      return new FetchException(uri + " is a web page, not a zip");
    } else if (status == NO_SUCH_RANGE) {
      file.restart(new Origin("", ""));
      return new PassingException(uri + ": the server does not go on, so it starts over", null);
    } else if (status == NOT_FOUND || status == GONE) {
      return new FetchException("%s: the server has no such file (%d)".formatted(uri, status));
    }
    String message = "%s: the server answers with status %d".formatted(uri, status);
    boolean passing =
        status >= SERVER_ERROR || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT;
    return passing
        ? new PassingException(message, null)
        : new FetchException(
            headers
                .firstValue("Location")
                .map(place -> message + " and points to " + place)
                .orElse(message));
  }

  /** The length of the whole file, of which the rest is sent. */
  private long wholeLength(HttpHeaders headers, PartialFile file) throws IOException {
    String range = headers.firstValue("Content-Range").orElse("");
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) != file.size()) {
      String message =
          "%s: the server sends '%s' instead of what follows byte %d"
              .formatted(uri, range, file.size());
      file.restart(new Origin("", ""));
      throw new PassingException(message, null);
    }
    return Long.parseLong(matcher.group(2));
  }

  /** What names this version for {@code If-Range}: a weak entity tag does not, a late date may. */
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

  private void receive(InputStream body, StallWatch watch, PartialFile file, OptionalLong length)
      throws IOException {
    byte[] piece = new byte[PIECE];
    for (int count = next(body, piece, watch, file, length);
        count >= 0;
        count = next(body, piece, watch, file, length)) {
      watch.moved();
      file.append(ByteBuffer.wrap(piece, 0, count));
      listener.received(count);
    }
    if (length.isPresent() && file.size() != length.getAsLong()) {
      throw brokenOff(file, length, null);
    }
  }

  private int next(
      InputStream body, byte[] piece, StallWatch watch, PartialFile file, OptionalLong length)
      throws IOException {
    try {
      return body.read(piece);
    } catch (IOException e) {
      throw watch.stalled()
          ? new PassingException(
              "%s: nothing came for %d s".formatted(uri, patience.toSeconds()), e)
          : brokenOff(file, length, e);
    }
  }

  private PassingException brokenOff(
      PartialFile file, OptionalLong length, @Nullable IOException cause) throws IOException {
    String total = length.isPresent() ? " of " + length.getAsLong() : "";
    return new PassingException(
        "%s broke off after %d%s bytes".formatted(uri, file.size(), total), cause);
  }
}
