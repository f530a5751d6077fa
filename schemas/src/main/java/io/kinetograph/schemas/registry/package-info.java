// SPDX-License-Identifier: Apache-2.0
/**
 * A client for schema registries with Confluent's REST API.
 *
 * <p>{@link SchemaRegistry} looks schemas and ids up and registers schemas; {@code SchemaLookup}
 * tells a schema that is refused from a registry that refuses all; {@code RegistryConnection} asks,
 * with retries, and {@code RegistryHttp} sends each request, with limits for the answer. {@link
 * UnavailableRegistryException} can be retried, {@link UnusableRegistryException} cannot.
 */
@NullMarked
package io.kinetograph.schemas.registry;

import org.jspecify.annotations.NullMarked;
