// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import static java.net.HttpURLConnection.HTTP_CLIENT_TIMEOUT;
import static java.net.HttpURLConnection.HTTP_GONE;
import static java.net.HttpURLConnection.HTTP_INTERNAL_ERROR;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_OK;
import static java.net.HttpURLConnection.HTTP_PARTIAL;

import io.kinetograph.trainer.data.Download.FailedException;
import io.kinetograph.trainer.data.Download.RetryableException;
import io.kinetograph.trainer.data.PartialFile.Origin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server's answer to the request for a file or for the rest of it (RFC 9110, sections 13.1.5
 * and 14).
 */
final class DownloadResponse {

  private static final int NO_SUCH_RANGE = 416;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18})");

  private final URI uri;
  private final int status;
  private final HttpHeaders headers;

  DownloadResponse(URI uri, int status, HttpHeaders headers) {
    this.uri = uri;
    this.status = status;
    this.headers = headers;
  }

  /** Whether the server has the same version as the partial file, and no byte more. */
  boolean saysComplete(PartialFile file) throws IOException {
    return status == NO_SUCH_RANGE
        && headers.firstValue("Content-Range").orElse("").equals("bytes */" + file.size());
  }

  /** Whether the body is the rest of the partial file, and not the whole file. */
  boolean isRest() {
    return status == HTTP_PARTIAL;
  }

  /** The length of the body, if the server says it. */
  OptionalLong length() {
    return headers.firstValueAsLong("Content-Length");
  }

  /**
   * Refuses an answer without content.
   *
   * @throws RetryableException if another attempt may help
   * @throws FailedException if it would not
   */
  void requireContent(PartialFile file) throws IOException {
    if (!isRest() && (status != HTTP_OK || isWebPage())) {
      throw refused(file);
    }
  }

  private boolean isWebPage() {
    return headers
        .firstValue("Content-Type")
        .map(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
        .orElse(false);
  }

  private IOException refused(PartialFile file) throws IOException {
    if (status == HTTP_OK) {
      return new FailedException(uri + " is a web page, not a zip");
    } else if (status == NO_SUCH_RANGE) {
      file.restart(Origin.UNKNOWN);
      return new RetryableException(
          uri + ": the server cannot continue the partial file, so the download starts over", null);
    } else if (status == HTTP_NOT_FOUND || status == HTTP_GONE) {
      return new FailedException(
          String.format(Locale.ROOT, "%s: the server has no such file (%d)", uri, status));
    }
    String message =
        String.format(Locale.ROOT, "%s: the server answers with status %d", uri, status);
    boolean retryable =
        status >= HTTP_INTERNAL_ERROR
            || status == TOO_MANY_REQUESTS
            || status == HTTP_CLIENT_TIMEOUT;
    return retryable
        ? new RetryableException(message, null)
        : new FailedException(
            headers
                .firstValue("Location")
                .map(place -> message + " and points to " + place)
                .orElse(message));
  }

  /** The length of the complete file, when the server sends the rest of it. */
  long completeLength(PartialFile file) throws IOException {
    String range = headers.firstValue("Content-Range").orElse("");
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) != file.size()) {
      String message =
          String.format(
              Locale.ROOT,
              "%s: the server sends '%s' instead of the bytes from %d on",
              uri,
              range,
              file.size());
      file.restart(Origin.UNKNOWN);
      throw new RetryableException(message, null);
    }
    return Long.parseLong(matcher.group(2));
  }

  /** Names this version for {@code If-Range}: a weak entity tag does not, an old date does. */
  String validator() {
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
}
