// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import io.kinetograph.schemas.ActivityEpisode;
import io.kinetograph.schemas.EpisodeEventType;
import io.kinetograph.streams.episode.EpisodeEvent;
import io.kinetograph.streams.episode.Episodes;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Publishes what happens to the episodes of a task. */
final class EpisodeLog implements Episodes.Listener {

  private final LabelWriter writer;
  private final ProcessorContext<byte[], byte[]> context;
  private final StreamMetrics metrics;

  EpisodeLog(LabelWriter writer, ProcessorContext<byte[], byte[]> context, StreamMetrics metrics) {
    this.writer = writer;
    this.context = context;
    this.metrics = metrics;
  }

  @Override
  public void happened(String wearer, String model, EpisodeEvent event) {
    ActivityEpisode.Builder episode =
        ActivityEpisode.newBuilder()
            .setEpisode(wearer + "@" + event.startMillis())
            .setWearer(wearer)
            .setActivity(event.activity())
            .setGroup(event.group())
            .setStart(Instant.ofEpochMilli(event.startMillis()))
            .setEvent(type(event.kind()))
            .setConfidence(event.confidence())
            .setSegments(event.segments())
            .setModel(model);
    Long endMillis = event.endMillis();
    if (endMillis != null) {
      episode.setEnd(Instant.ofEpochMilli(endMillis));
    }
    if (writer.write(context, episode.build(), event.timeMillis())) {
      metrics.episodePublished(event.kind());
    } else {
      metrics.episodeRefused();
    }
  }

  private static EpisodeEventType type(EpisodeEvent.Kind kind) {
    return switch (kind) {
      case ENTERED -> EpisodeEventType.ENTERED;
      case REVISED -> EpisodeEventType.REVISED;
      case EXITED -> EpisodeEventType.EXITED;
    };
  }
}
