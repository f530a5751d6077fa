// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.TopicSerdes;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.OutputFormat;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;

/**
 * How the app reads and writes the values of its topics.
 *
 * @param readings reads all formats
 * @param labels writes the format of the settings
 * @param episodes writes the same format
 */
record RecordSerdes(
    Serde<AccelerometerReading> readings,
    Serde<ActivityLabel> labels,
    Serde<ActivityEpisode> episodes) {

  /**
   * The serdes of an app.
   *
   * @param format of labels and episodes
   * @param schemas the schema registry, if there is one
   */
  static RecordSerdes of(OutputFormat format, Optional<SchemaRegistry> schemas) {
    Serde<AccelerometerReading> readings =
        schemas
            .map(found -> TopicSerdes.accelerometerReading(found))
            .orElseGet(() -> TopicSerdes.accelerometerReading());
    return switch (format) {
      case JSON ->
          new RecordSerdes(
              readings, TopicSerdes.activityLabelInJson(), TopicSerdes.activityEpisodeInJson());
      case AVRO ->
          new RecordSerdes(
              readings,
              schemas
                  .map(found -> TopicSerdes.activityLabel(found))
                  .orElseGet(() -> TopicSerdes.activityLabel()),
              schemas
                  .map(found -> TopicSerdes.activityEpisode(found))
                  .orElseGet(() -> TopicSerdes.activityEpisode()));
    };
  }
}
