// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.hostName;
import static io.kinetograph.streams.config.SettingValues.hostNamesOrEmpty;
import static io.kinetograph.streams.config.SettingValues.wholeNumber;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Where the process answers over HTTP.
 *
 * @param host name or address of the interface to listen on
 * @param port from 1 to 65535, or 0 for a free one
 * @param hostNames by which browsers and proxies ask, besides localhost, if the host is loopback
 */
public record HttpSettings(String host, int port, List<String> hostNames) {

  /** Copies the list. */
  public HttpSettings {
    hostNames = List.copyOf(hostNames);
  }

  static void define(SettingsDefinition settings) {
    settings.string(
        "http.host",
        "127.0.0.1",
        hostName(),
        "Network interface for `/metrics`, `/health/live`, `/health/ready` and `/info`;"
            + " `0.0.0.0` for all interfaces.");
    settings.define(
        "http.port",
        ConfigDef.Type.INT,
        8080,
        wholeNumber(0, 65_535),
        "Port for these paths; `0` selects a free port.");
    settings.string(
        "http.host-names",
        "",
        hostNamesOrEmpty(),
        "While `http.host` is an address of loopback: names besides `localhost` and `127.0.0.1`"
            + " that requests may have in the header `Host`. Requests with another name get the"
            + " status 421.");
  }
}
