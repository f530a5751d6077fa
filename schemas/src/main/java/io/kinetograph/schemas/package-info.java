// SPDX-License-Identifier: Apache-2.0
/**
 * The records on the topics and their encoding: {@link AccelerometerReading} in, {@link
 * ActivityLabel} out.
 *
 * <p>{@link TopicSerdes} makes the serdes. {@code RecordSerde} reads Avro's single-object encoding,
 * Confluent's wire format and JSON ({@code JsonRecordReader}). For Avro, it finds the writer's
 * schema in {@code SingleObjectWriters} (released schemas, by the fingerprints of each {@code
 * CanonicalForm}) or {@code RegisteredWriters} (a registry, checked by {@code WriterSchemaCheck}),
 * whose ids may also be in {@code RegistryHeaders}. {@link BodyLocator} lets a caller decode
 * records of the current schema itself. {@link FloatAxes} and the {@code Unboxed...} classes keep
 * samples unboxed.
 */
@NullMarked
package io.kinetograph.schemas;

import org.jspecify.annotations.NullMarked;
