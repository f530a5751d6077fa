// SPDX-License-Identifier: Apache-2.0
/**
 * From a record's bytes to a valid {@link Reading}.
 *
 * <p>{@link ReadingDecoder} decodes a record and checks every field; it throws {@link
 * InvalidReadingException}, which names the field and the value and becomes a dead letter. {@code
 * TimeCheck} and {@code SampleCheck} say which other unit an impossible value looks like ({@link
 * Suspicion}). {@code BodyParser} parses the usual bytes without allocating, {@code WearerCache}
 * knows the strings of recent wearers, and the deserializer decodes the rest: other Avro, and JSON.
 */
@NullMarked
package io.kinetograph.streams.reading;

import org.jspecify.annotations.NullMarked;
