package io.kinetograph.trainer.data;

import java.time.Duration;
import java.util.OptionalLong;

/** Follows a download. */
interface DownloadListener {

  /**
   * The server sends.
   *
   * @param present bytes that were there before
   * @param total bytes of the whole file, if the server says
   */
  void started(long present, OptionalLong total);

  /** Some more bytes have come. */
  void received(int bytes);

  /** The attempt has failed; another one follows. */
  void failed(String reason, Duration wait);
}
