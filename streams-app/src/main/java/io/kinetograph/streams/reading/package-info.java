// SPDX-License-Identifier: Apache-2.0
/**
 * From a record's bytes to a valid {@link Reading}.
 *
 * <p>{@link ReadingDecoder} decodes the Avro value and checks every field; it throws {@link
 * InvalidReadingException}, which names the field and the value and becomes a dead letter.
 */
@NullMarked
package io.kinetograph.streams.reading;

import org.jspecify.annotations.NullMarked;
