// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import java.util.UUID;

/** How a record names its writer's schema; {@code toString} is the name in a sentence. */
public sealed interface SchemaReference {

  /** The path of the schema in a registry. */
  String path();

  /**
   * The number that a registry gave the schema.
   *
   * @param id 0 or more
   */
  record Id(int id) implements SchemaReference {

    @Override
    public String path() {
      return "/schemas/ids/" + id;
    }

    @Override
    public String toString() {
      return "schema id " + id;
    }
  }

  /**
   * What identifies the schema in all registries of Confluent Platform 8 and newer.
   *
   * @param guid computed from the schema
   */
  record Guid(UUID guid) implements SchemaReference {

    @Override
    public String path() {
      return "/schemas/guids/" + guid;
    }

    @Override
    public String toString() {
      return "schema GUID " + guid;
    }
  }
}
