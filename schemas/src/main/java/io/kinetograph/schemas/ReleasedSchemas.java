// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * All released versions of a record's schema, oldest first. Topics may still contain records in any
 * of them. A release adds a file {@code released/NAME.VERSION.avsc}; none is ever changed.
 */
final class ReleasedSchemas {

  private ReleasedSchemas() {}

  /**
   * Reads the released versions.
   *
   * @param name the record's simple name
   * @return at least one schema
   */
  static List<Schema> of(String name) {
    List<Schema> schemas = new ArrayList<>();
    for (int version = 1; ; version++) {
      try (InputStream file =
          ReleasedSchemas.class.getResourceAsStream("released/" + name + "." + version + ".avsc")) {
        if (file == null) {
          break;
        }
        // A parser knows each name once, so each version needs its own.
        schemas.add(new Schema.Parser().parse(file));
      } catch (IOException e) {
        throw new UncheckedIOException("released schema " + name + "." + version, e);
      }
    }
    if (schemas.isEmpty()) {
      throw new IllegalStateException("no released schema of " + name + " is in this jar");
    }
    return schemas;
  }
}
