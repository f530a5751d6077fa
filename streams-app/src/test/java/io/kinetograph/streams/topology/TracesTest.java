// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.topology;

import static io.kinetograph.streams.topology.TopologyHarness.SECOND;
import static io.kinetograph.streams.topology.TopologyHarness.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.fixtures.reading.Readings;
import io.kinetograph.schemas.AccelerometerReading;
import io.kinetograph.schemas.ActivityLabel;
import io.kinetograph.streams.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A label continues the trace of one of its readings. */
class TracesTest {

  private static final String SAMPLED = "01";
  private static final String NOT_SAMPLED = "00";

  @RegisterExtension
  private final TopologyHarness topology = new TopologyHarness(FingerprintClassifier::new);

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk telemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .build();

  /** 25 records: five units, in batches of a second. */
  private final List<AccelerometerReading> readings = Readings.of("anna", START, 5, 25);

  TracesTest() {
    topology.tracing = tracing(0);
  }

  private Tracing tracing(double ratio) {
    return Tracing.of(telemetry, ratio, () -> topology.wallTime());
  }

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void aLabelContinuesTheTraceOfTheLastReadingOfItsSegment() {
    publish(0, 24, SAMPLED);
    topology.advance(Duration.ofMillis(300));
    publish(24, 25, SAMPLED);
    topology.finishBatch();

    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("process in");
    assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(span.getTraceId()).isEqualTo(traceId(24));
    assertThat(span.getParentSpanId()).isEqualTo(spanId(24));
    assertThat(time(span.getStartEpochNanos()))
        .as("arrival of the last reading")
        .isEqualTo(Instant.ofEpochMilli(START / 1000 + 300));
    assertThat(time(span.getEndEpochNanos()))
        .as("the label")
        .isEqualTo(Instant.ofEpochMilli(START / 1000 + 300).plus(TopologyHarness.LINGER));
    assertThat(span.getEvents())
        .extracting(EventData::getName)
        .containsExactly("segment closed", "inference started", "inference ended");
    assertThat(span.getAttributes().asMap())
        .isEqualTo(
            Attributes.builder()
                .put("messaging.system", "kafka")
                .put("messaging.operation.name", "process")
                .put("messaging.operation.type", "process")
                .put("messaging.destination.name", "in")
                .put("messaging.destination.partition.id", "0")
                .put("messaging.consumer.group.name", "test")
                .put("messaging.kafka.offset", 24)
                .put("kinetograph.wearer", "anna")
                .put("kinetograph.segment.start", "2023-11-14T22:13:20Z")
                .put("kinetograph.segment.coverage", 1.0)
                .put("kinetograph.segment.close_reason", "complete")
                .put("kinetograph.segment.result", "labeled")
                .put("kinetograph.model", "fake")
                .put("kinetograph.label.status", "KNOWN")
                .build()
                .asMap());
    assertThat(span.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactlyElementsOf(IntStream.range(0, 24).mapToObj(TracesTest::spanId).toList());
    assertThat(traceparent(onlyLabel()))
        .isEqualTo("00-%s-%s-01".formatted(traceId(24), span.getSpanId()));
  }

  @Test
  void withoutTracingALabelHasNoHeader() {
    topology.tracing = Tracing.off();
    topology.reopen();
    publish(0, 25, SAMPLED);
    topology.finishBatch();

    assertThat(onlyLabel().headers()).isEmpty();
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void readingsOfOneTraceGiveOneParentAndNoLink() {
    Headers batch = headers(7, SAMPLED).add("tracestate", "vendor=value".getBytes(UTF_8));
    readings.forEach(reading -> topology.publish(reading, batch));
    topology.finishBatch();

    assertThat(onlySpan().getParentSpanId()).isEqualTo(spanId(7));
    assertThat(onlySpan().getLinks()).isEmpty();
    assertThat(text(onlyLabel().headers().lastHeader("tracestate"))).isEqualTo("vendor=value");
  }

  @Test
  void linksHaveNoStateAndALongOneIsDroppedWithoutItsTrace() {
    String longest = "vendor=" + "x".repeat(249) + ",other=" + "y".repeat(249);
    assertThat(longest).hasSize(512);
    List<String> states = List.of("vendor=value", longest, longest + "y");
    for (int i = 0; i < 3; i++) {
      topology.publish(
          readings.get(i), headers(i, SAMPLED).add("tracestate", states.get(i).getBytes(UTF_8)));
    }
    topology.publish(readings.subList(3, 25));
    topology.finishBatch();

    assertThat(onlySpan().getParentSpanId()).isEqualTo(spanId(2));
    TestRecord<String, ActivityLabel> label = onlyLabel();
    assertThat(traceparent(label)).contains(traceId(2));
    assertThat(label.headers().lastHeader("tracestate")).isNull();
    assertThat(onlySpan().getLinks())
        .extracting(LinkData::getSpanContext)
        .extracting(context -> context.getSpanId())
        .containsExactly(spanId(0), spanId(1));
    assertThat(onlySpan().getLinks())
        .allMatch(link -> link.getSpanContext().getTraceState().isEmpty());
  }

  @Test
  void theLongestStateIsPassedOn() {
    String longest = "vendor=" + "x".repeat(249) + ",other=" + "y".repeat(249);
    Headers batch = headers(7, SAMPLED).add("tracestate", longest.getBytes(UTF_8));
    readings.forEach(reading -> topology.publish(reading, batch));
    topology.finishBatch();

    assertThat(onlySpan().getLinks()).isEmpty();
    assertThat(text(onlyLabel().headers().lastHeader("tracestate"))).isEqualTo(longest);
  }

  @Test
  void linksAreBoundedWithAShortHopToo() {
    topology.hop = Duration.ofSeconds(1);
    topology.reopen();
    List<AccelerometerReading> single = Readings.of("anna", START, 10, 1);
    for (int i = 0; i < single.size(); i++) {
      topology.publish(single.get(i), headers(i, SAMPLED));
    }
    topology.finishBatch();

    assertThat(exporter.getFinishedSpanItems())
        .isNotEmpty()
        .allMatch(span -> span.getLinks().size() <= 32)
        .anyMatch(span -> span.getLinks().size() >= 31);
  }

  @Test
  void linksAreBoundedToTheLatestReadings() {
    List<AccelerometerReading> single = Readings.of("anna", START, 5, 1);
    for (int i = 0; i < single.size(); i++) {
      topology.publish(single.get(i), headers(i, SAMPLED));
    }
    topology.finishBatch();

    assertThat(onlySpan().getParentSpanId()).isEqualTo(spanId(624));
    assertThat(onlySpan().getLinks())
        .extracting(LinkData::getSpanContext)
        .extracting(context -> context.getSpanId())
        .hasSizeBetween(31, 32)
        .endsWith(spanId(623))
        .doesNotHaveDuplicates();
  }

  @Test
  void aSegmentThatClosesByALaterReadingContinuesATraceOfItsOwn() {
    publish(0, 20, SAMPLED);
    // The next segments, past the grace.
    topology.publish(Readings.of("anna", START + 11 * SECOND, 1, 25));
    topology.finishBatch();

    assertThat(onlySpan().getParentSpanId()).isEqualTo(spanId(19));
    assertThat(
            onlySpan()
                .getAttributes()
                .get(AttributeKey.stringKey("kinetograph.segment.close_reason")))
        .isEqualTo("grace");
  }

  @Test
  void aSampledTraceIsContinuedBeforeALaterOneThatIsNot() {
    publish(0, 10, SAMPLED);
    publish(10, 25, NOT_SAMPLED);
    topology.finishBatch();

    assertThat(onlySpan().getParentSpanId()).isEqualTo(spanId(9));
    assertThat(onlySpan().getLinks()).hasSize(9);
  }

  @Test
  void aTraceThatIsNotSampledIsPassedOnWithoutASpan() {
    topology.tracing = tracing(1);
    topology.reopen();
    publish(0, 25, NOT_SAMPLED);
    topology.finishBatch();

    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(traceparent(onlyLabel())).startsWith("00-" + traceId(24)).endsWith("-00");
  }

  @Test
  void aTraceIsStartedForAShareOfTheSegmentsWithoutOne() {
    topology.publish(readings);
    topology.finishBatch();
    assertThat(onlyLabel().headers()).isEmpty();

    topology.tracing = tracing(1);
    topology.reopen();
    topology.publish(readings);
    topology.finishBatch();
    assertThat(onlySpan().getParentSpanContext().isValid()).isFalse();
    assertThat(offset(onlySpan())).isEqualTo(24);
    assertThat(traceparent(onlyLabel())).contains(onlySpan().getTraceId());

    exporter.reset();
    topology.tracing = tracing(0.5);
    topology.reopen();
    for (int i = 0; i < 200; i++) {
      topology.publish(Readings.of("wearer-" + i, START, 5, 125));
    }
    topology.finishBatch();
    assertThat(topology.labels()).hasSize(200);
    assertThat(exporter.getFinishedSpanItems()).hasSizeBetween(20, 180);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTraceContinuesAfterARestartBecauseItsReadingsAreReadAgain(boolean crashes) {
    publish(0, 12, SAMPLED);
    if (crashes) {
      topology.crash();
    } else {
      topology.restart();
    }
    topology.finishBatch();
    topology.publish(readings.subList(12, 25));
    topology.finishBatch();

    assertThat(onlySpan().getParentSpanId()).isEqualTo(spanId(11));
    assertThat(offset(onlySpan())).isEqualTo(11);
    assertThat(onlySpan().getLinks()).hasSize(11);
    assertThat(traceparent(onlyLabel())).contains(traceId(11));
  }

  @Test
  void aLabelHasNoTraceIfItsReadingsAreGoneAfterARestart() {
    publish(0, 20, SAMPLED);
    topology.earliestOffset = 20;
    topology.restart();
    topology.finishBatch();
    topology.publish(Readings.of("anna", START + 5 * SECOND, 5, 25));
    topology.finishBatch();

    assertThat(onlyLabel().headers()).isEmpty();
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void everyOverlappingSegmentOfAReadingContinuesItsTrace() {
    topology.hop = Duration.ofSeconds(1);
    topology.reopen();
    List<AccelerometerReading> more = Readings.of("anna", START, 12, 25);
    for (int i = 0; i < more.size(); i++) {
      // The first second's and the sixth's.
      if (i < 5 || (25 <= i && i < 30)) {
        topology.publish(more.get(i), headers(i, SAMPLED));
      } else {
        topology.publish(more.get(i));
      }
    }
    topology.finishBatch();

    List<TestRecord<String, ActivityLabel>> labels = topology.labelRecords();
    for (TestRecord<String, ActivityLabel> label : labels) {
      long second = (label.value().getSegmentStart().toEpochMilli() - START / 1000) / 1000;
      if (second >= 1 && second <= 5) {
        assertThat(traceparent(label)).contains(traceId(29));
      } else if (second <= 0) {
        assertThat(traceparent(label)).contains(traceId(4));
      } else {
        assertThat(label.headers()).isEmpty();
      }
    }
    assertThat(labels).hasSizeGreaterThan(6);
  }

  @Test
  void theSpanOfASegmentWithoutALabelSaysWhy() {
    publish(0, 5, SAMPLED);
    topology.advance(Duration.ofSeconds(11));
    topology.finishBatch();

    assertThat(topology.labels()).isEmpty();
    assertThat(result(onlySpan())).isEqualTo("insufficient-coverage");
    assertThat(onlySpan().getEvents())
        .extracting(EventData::getName)
        .containsExactly("segment closed");
  }

  @Test
  void theSpanOfARefusedLabelIsAnError() {
    topology.kafka = Map.of("max.request.size", "300");
    topology.reopen();
    Readings.of("w".repeat(300), START, 5, 25)
        .forEach(reading -> topology.publish(reading, headers(1, SAMPLED)));
    topology.finishBatch();

    assertThat(topology.segments("refused")).isEqualTo(1);
    assertThat(result(onlySpan())).isEqualTo("refused");
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void aLabelThatOnlyItsTraceMakesTooLargeIsWrittenWithoutIt() {
    publish(0, 25, SAMPLED);
    topology.finishBatch();
    onlyLabel();
    boolean isWrittenWithout = false;
    for (int limit = 150; limit < 400 && !isWrittenWithout; limit += 20) {
      topology.kafka = Map.of("max.request.size", Integer.toString(limit));
      topology.reopen();
      publish(0, 25, SAMPLED);
      topology.finishBatch();
      List<TestRecord<String, ActivityLabel>> labels = topology.labelRecords();
      isWrittenWithout = !labels.isEmpty() && labels.get(0).headers().toArray().length == 0;
    }

    assertThat(isWrittenWithout).isTrue();
  }

  @Test
  void invalidHeadersAreIgnored() {
    List<String> invalid =
        List.of("", "00", "00-" + "0".repeat(32) + "-" + spanId(1) + "-01", "x".repeat(2_000));
    for (int i = 0; i < readings.size(); i++) {
      byte[] value = i % 5 == 4 ? null : invalid.get(i % 5).getBytes(UTF_8);
      topology.publish(readings.get(i), new RecordHeaders().add("traceparent", value));
    }
    topology.finishBatch();

    assertThat(onlyLabel().headers()).isEmpty();
    assertThat(topology.deadLetters()).isEmpty();
  }

  private void publish(int from, int to, String flags) {
    for (int i = from; i < to; i++) {
      topology.publish(readings.get(i), headers(i, flags));
    }
  }

  private static Headers headers(int number, String flags) {
    String traceparent = "00-%s-%s-%s".formatted(traceId(number), spanId(number), flags);
    return new RecordHeaders().add("traceparent", traceparent.getBytes(UTF_8));
  }

  private static String traceId(int number) {
    return String.format(Locale.ROOT, "%032x", number + 1);
  }

  private static String spanId(int number) {
    return String.format(Locale.ROOT, "%016x", number + 1);
  }

  private SpanData onlySpan() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }

  private TestRecord<String, ActivityLabel> onlyLabel() {
    List<TestRecord<String, ActivityLabel>> labels = topology.labelRecords();
    assertThat(labels).hasSize(1);
    return labels.get(0);
  }

  private static String traceparent(TestRecord<?, ?> record) {
    return text(record.headers().lastHeader("traceparent"));
  }

  private static String text(Header header) {
    return new String(header.value(), UTF_8);
  }

  private static Long offset(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("messaging.kafka.offset"));
  }

  private static String result(SpanData span) {
    return span.getAttributes().get(AttributeKey.stringKey("kinetograph.segment.result"));
  }

  private static Instant time(long epochNanos) {
    return Instant.EPOCH.plusNanos(epochNanos);
  }
}
