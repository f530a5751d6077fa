// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.benchmarks.endtoend.LabelCheck.Outcome;
import io.kinetograph.benchmarks.endtoend.LabelReader.Arrival;
import io.kinetograph.benchmarks.peers.Corpus;
import io.kinetograph.benchmarks.peers.Labels;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.imaging.segment.SegmentAssembler;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.schemas.FloatAxes;
import io.kinetograph.schemas.TopicSerdes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model labels published readings, as any peer would; then labels are lost or changed. */
class LabelCheckTest {

  private static final long START = 1_700_000_000_000_000L;
  private static final int WEARERS = 3;
  private static final Corpus CORPUS = new Corpus();

  private static LogitsModel model;

  @BeforeAll
  static void load() throws Exception {
    model = new ModelLoader(ModelDevice.CPU, 1).load(ModelFile.of("tiny", new TinyModel().bytes()));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void everyLabelIsRightOnAGridOfTheEpoch() {
    assertThat(check(labels(0), true)).isEqualTo(new Outcome(6, 0, 0, 0));
  }

  @Test
  void everyLabelIsRightOnAShiftedGrid() {
    // Only one whole segment fits into 10 s.
    assertThat(check(labels(1_240_000).subList(0, 3), false)).isEqualTo(new Outcome(3, 0, 0, 0));
  }

  @Test
  void lostRepeatedAndChangedLabelsAreCounted() {
    List<Arrival> labels = new ArrayList<>(labels(0));
    labels.set(0, labels.get(1));
    labels.set(5, changed(labels.get(5)));

    assertThat(check(labels, true)).isEqualTo(new Outcome(6, 1, 1, 1));
  }

  @Test
  void labelsThatShouldNotExistAreWrong() {
    List<Arrival> labels = new ArrayList<>(labels(0));
    labels.add(copy(labels.get(0), "wearer-00000", 40));
    labels.add(copy(labels.get(0), "wearer-00003", 0));
    labels.add(copy(labels.get(0), "anna", 0));
    labels.add(copy(labels.get(0), "anna", 0));
    // Of a segment that is not measured.
    labels.add(copy(labels.get(0), "wearer-00000", 10_000));

    assertThat(check(labels, true)).isEqualTo(new Outcome(6, 0, 0, 4));
  }

  @Test
  void wearerWhoGoesMayHaveLabelOfShiftedSegment() {
    List<Arrival> labels = new ArrayList<>(labels(1_240_000).subList(0, 3));

    Outcome outcome =
        new LabelCheck(CORPUS, model)
            .check(
                labels,
                START,
                START + 2 * Segment.LENGTH_MICROS,
                start -> start == START ? WEARERS : WEARERS - 1,
                false);

    assertThat(outcome).isEqualTo(new Outcome(2, 0, 0, 0));
  }

  private static Outcome check(List<Arrival> labels, boolean aligned) {
    return new LabelCheck(CORPUS, model)
        .check(labels, START, START + 2 * Segment.LENGTH_MICROS, start -> WEARERS, aligned);
  }

  private static List<Arrival> labels(long shift) {
    List<Arrival> labels = new ArrayList<>();
    try (ReadingPublisher publisher = new ReadingPublisher(CORPUS, 1, "127.0.0.1:9")) {
      for (int segment = 0; segment < 2; segment++) {
        for (int wearer = 0; wearer < WEARERS; wearer++) {
          long start = START + shift + segment * Segment.LENGTH_MICROS;
          Segment assembled = assemble(publisher, wearer, start);
          float[] logits = model.logits(model.render(List.of(assembled))).get(0);
          String id = ReadingPublisher.wearer(wearer);
          labels.add(arrival(Labels.label(model.card(), id, assembled, logits)));
        }
      }
    }
    return labels;
  }

  private static Segment assemble(ReadingPublisher publisher, int wearer, long start) {
    byte[] id = ReadingPublisher.wearer(wearer).getBytes(StandardCharsets.UTF_8);
    SegmentAssembler assembler = new SegmentAssembler(start, 200_000);
    for (long time = start; time < start + Segment.LENGTH_MICROS; time += Segment.COLUMN_MICROS) {
      for (BodyUnit unit : BodyUnit.values()) {
        AccelerometerReading reading =
            TopicSerdes.accelerometerReading()
                .deserializer()
                .deserialize("", publisher.value(wearer, id, unit.index(), time));
        assertThat(reading.getWearer()).isEqualTo(ReadingPublisher.wearer(wearer));
        assertThat(reading.getStartedAt().toEpochMilli()).isEqualTo(time / 1000);
        assembler.add(
            BodyUnit.valueOf(reading.getUnit().name()),
            time,
            FloatAxes.toArray(reading.getX())[0],
            FloatAxes.toArray(reading.getY())[0],
            FloatAxes.toArray(reading.getZ())[0]);
      }
    }
    return assembler.assemble();
  }

  private static Arrival arrival(ActivityLabel label) {
    byte[] value = TopicSerdes.activityLabel().serializer().serialize("", label);
    return new Arrival(0, label.getSegmentEnd().toEpochMilli(), Bytes.wrap(value));
  }

  private static Arrival copy(Arrival arrival, String wearer, long laterMillis) {
    ActivityLabel label =
        TopicSerdes.activityLabel().deserializer().deserialize("", arrival.value().get());
    label.put("wearer", wearer);
    label.put("segmentStart", label.getSegmentStart().plusMillis(laterMillis));
    label.put("segmentEnd", label.getSegmentEnd().plusMillis(laterMillis));
    return arrival(label);
  }

  private static Arrival changed(Arrival arrival) {
    ActivityLabel label =
        TopicSerdes.activityLabel().deserializer().deserialize("", arrival.value().get());
    label.put("confidence", label.getConfidence() - 0.1f);
    return arrival(label);
  }
}
