// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

/** How the records that the app writes are encoded, except dead letters. */
public enum OutputFormat {
  /** Avro in single-object encoding or, with a registry, in Confluent's wire format. */
  AVRO,
  /** JSON with the names of the schema's fields; it needs no registry. */
  JSON
}
