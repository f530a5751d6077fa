// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A deserializer whose caller may decode the body of a record of the current schema itself. The
 * deserializers of {@link TopicSerdes} are of this type.
 */
public interface BodyLocator<T> extends Deserializer<T> {

  /**
   * Where a record's body starts, if its header names the current schema or one whose records have
   * the same bytes. It sends no request: of Confluent's ids, it knows those that {@code
   * deserialize} has looked up.
   *
   * @param headers of the record; a registry's serializer may name the schema there
   * @return the offset of the first byte after the header, or -1 if the record has any other
   *     header; only {@code deserialize} can then tell whether it is valid
   */
  int bodyOffset(Headers headers, byte[] bytes);
}
