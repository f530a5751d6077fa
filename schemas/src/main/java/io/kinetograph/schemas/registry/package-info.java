/** A client of schema registries that answer Confluent's REST API. */
@NullMarked
package io.kinetograph.schemas.registry;

import org.jspecify.annotations.NullMarked;
