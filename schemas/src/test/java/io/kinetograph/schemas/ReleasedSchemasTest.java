// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;

/** The build check of the topics' promise: full transitive compatibility. */
class ReleasedSchemasTest {

  private final SchemaValidator fullTransitive =
      new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

  @Test
  void readingsOfAllReleasesAndThisBuildAreCompatible() {
    assertEachReadsEachOther(AccelerometerReading.getClassSchema());
  }

  @Test
  void labelsOfAllReleasesAndThisBuildAreCompatible() {
    assertEachReadsEachOther(ActivityLabel.getClassSchema());
  }

  @Test
  void episodesOfAllReleasesAndThisBuildAreCompatible() {
    assertEachReadsEachOther(ActivityEpisode.getClassSchema());
  }

  @Test
  void aFieldWithoutADefaultIsIncompatible() {
    String released = ActivityLabel.getClassSchema().toString();
    Schema broken =
        new Schema.Parser()
            .parse(
                released.replace(
                    "\"fields\":[", "\"fields\":[{\"name\":\"added\",\"type\":\"int\"},"));

    assertThatThrownBy(() -> fullTransitive.validate(broken, ReleasedSchemas.of("ActivityLabel")))
        .isInstanceOf(SchemaValidationException.class);
  }

  private void assertEachReadsEachOther(Schema current) {
    List<Schema> versions = new ArrayList<>(ReleasedSchemas.of(current.getName()));
    assertThat(versions).isNotEmpty();
    versions.add(current);
    Collections.reverse(versions); // the validator wants the newest first
    for (Schema version : versions) {
      assertThatCode(() -> fullTransitive.validate(version, versions)).doesNotThrowAnyException();
    }
  }
}
