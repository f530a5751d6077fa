// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

/**
 * Where the process answers over HTTP.
 *
 * @param host name or address of the interface to listen on
 * @param port from 1 to 65535, or 0 for a free one
 */
public record HttpSettings(String host, int port) {}
