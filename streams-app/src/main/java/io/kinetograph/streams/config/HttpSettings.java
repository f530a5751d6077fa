package io.kinetograph.streams.config;

/**
 * Where the process answers over HTTP.
 *
 * @param host name or address of the interface to listen on
 * @param port from 1 to 65535, or 0 for a free one
 */
public record HttpSettings(String host, int port) {

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if the port is not from 0 to 65535
   */
  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not from 0 to 65535");
    }
  }
}
