// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import static java.util.Objects.requireNonNull;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.schemas.registry.SchemaRegistry;
import io.kinetograph.streams.config.OutputFormat;
import io.kinetograph.streams.config.Settings;
import io.kinetograph.streams.delivery.CompactedTopics;
import io.kinetograph.streams.delivery.LimitsWatch;
import io.kinetograph.streams.delivery.WriteLimits;
import io.kinetograph.streams.liveness.LeaderProbe;
import io.kinetograph.streams.operations.KafkaMeters;
import io.kinetograph.streams.operations.ProcessMeters;
import io.kinetograph.streams.preflight.Brokers;
import io.kinetograph.streams.preflight.Preflight;
import io.kinetograph.streams.segment.SampleMemory;
import io.kinetograph.streams.serving.ModelLoad;
import io.kinetograph.streams.serving.ModelService;
import io.kinetograph.streams.serving.SegmentClassifier;
import io.kinetograph.streams.topology.Changelogs;
import io.kinetograph.streams.topology.ConsumerInputReader;
import io.kinetograph.streams.topology.LabelTopology;
import io.kinetograph.streams.topology.PartitionLiveness;
import io.kinetograph.streams.topology.StreamMetrics;
import io.kinetograph.streams.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts of an app together and starts them: the model, the topology, the observers of the
 * cluster and the {@link StreamsRunner}.
 */
final class AppStart {

  private static final Logger LOG = LoggerFactory.getLogger(AppStart.class);

  private final Settings settings;
  private final MeterRegistry registry;
  private final KafkaMeters meters;
  private final HealthMeters health;
  private final Closer parts;
  private final WriteLimits limits;
  private final Properties properties;
  private final StreamsConfig kafka;
  private final String applicationId;
  private final Tracing tracing;

  private AppStart(Settings settings, MeterRegistry registry, Closer parts) {
    this.settings = settings;
    this.registry = registry;
    this.parts = parts;
    // Before all that registers meters.
    this.meters =
        parts.add(new KafkaMeters(registry, settings.metrics().kafka()), KafkaMeters::close);
    // Before all that may fail: alerts need them if the app never starts.
    new ProcessMeters().bindTo(registry);
    this.health = parts.add(new HealthMeters(registry), HealthMeters::close);
    this.properties = StreamsProperties.of(settings);
    this.kafka = new StreamsConfig(properties);
    this.applicationId = kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG);
    this.limits =
        new WriteLimits(settings.topics(), kafka.getProducerConfigs(applicationId), registry);
    properties.put(WriteLimits.CONFIG, limits);
    this.tracing = parts.add(Tracing.start(settings.tracing(), applicationId), Tracing::close);
  }

  /**
   * Starts the app. What was started before a failure is closed.
   *
   * @param load of the model
   * @param classifiers names segments by a model
   * @see StreamsApp#start(Settings, MeterRegistry)
   */
  static StreamsApp start(
      Settings settings,
      MeterRegistry registry,
      ModelLoad load,
      Function<ModelService, SegmentClassifier> classifiers)
      throws InvalidModelException {
    Closer parts = new Closer();
    try {
      return new AppStart(settings, registry, parts).start(load, classifiers);
    } catch (InvalidModelException | RuntimeException e) {
      parts.closeAfter(e);
      throw e;
    }
  }

  private StreamsApp start(ModelLoad load, Function<ModelService, SegmentClassifier> classifiers)
      throws InvalidModelException {
    AtomicBoolean isModelInUse = new AtomicBoolean();
    ModelService model =
        parts.add(
            ModelService.start(
                load, settings.labels(), settings.model().refreshInterval(), registry),
            service -> {
              if (!isModelInUse.get()) {
                service.close();
              }
            });
    SampleMemory memory = new SampleMemory(settings.samples().memoryBytes());
    StreamMetrics metrics = parts.add(new StreamMetrics(registry, memory), StreamMetrics::close);
    Optional<SchemaRegistry> schemas = settings.registry().map(SchemaRegistry::new);

    Brokers brokers = parts.add(connect(), Brokers::close);
    Changelogs changelogs = LabelTopology.changelogs(applicationId, settings.topics());
    Map<String, TopicDescription> found = check(brokers, schemas, changelogs);
    int partitions = requireNonNull(found.get(settings.topics().input())).partitions().size();
    StreamsProperties.limitThreads(properties, settings, partitions);
    TaskTime.warning(settings, kafka, partitions).ifPresent(LOG::warn);

    ScheduledExecutorService scheduler =
        parts.add(
            Executors.newSingleThreadScheduledExecutor(AppStart::daemon),
            ScheduledExecutorService::shutdownNow);
    CompactedTopics compacted = new CompactedTopics(settings.topics());
    parts.add(
        new LimitsWatch(
            brokers.admin(), scheduler, settings.topics(), changelogs.names(), limits, compacted),
        LimitsWatch::close);
    LeaderProbe leaders =
        parts.add(
            LeaderProbe.start(
                brokers.admin(),
                scheduler,
                settings.topics().input(),
                settings.segments().idleTimeout(),
                registry),
            LeaderProbe::close);
    Topology topology =
        topology(
                () -> classifiers.apply(model),
                memory,
                metrics,
                RecordSerdes.of(settings.outputFormat(), schemas),
                leaders)
            .build();
    StreamsRunner runner =
        StreamsRunner.start(new KafkaStreams(topology, properties), settings, limits, registry);
    try {
      meters.bind(runner.streams(), scheduler);
      ClusterWatch watch =
          new ClusterWatch(
              settings,
              kafka,
              brokers.admin(),
              scheduler,
              changelogs,
              found,
              leaders,
              runner,
              registry);
      logStart(model.model());
      StreamsApp app =
          new StreamsApp(
              settings, model, isModelInUse, runner, watch, limits, compacted, metrics, parts);
      health.started(app.health(), leaders);
      return app;
    } catch (RuntimeException e) {
      runner.close();
      throw e;
    }
  }

  private Brokers connect() {
    // Named, so that the brokers' logs and quotas, and JMX, show whose client it is.
    return Brokers.connect(
        kafka.getAdminConfigs(applicationId + "-admin"),
        Brokers.Names.OF_APP,
        settings.checkTimeout(),
        settings.checkTimeout(),
        sentence -> LOG.info("{}", sentence));
  }

  private Map<String, TopicDescription> check(
      Brokers brokers, Optional<SchemaRegistry> schemas, Changelogs changelogs) {
    Optional<SchemaRegistry> outputSchemas =
        schemas.filter(any -> settings.outputFormat() == OutputFormat.AVRO);
    boolean exactlyOnce =
        kafka
            .getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)
            .equals(StreamsConfig.EXACTLY_ONCE_V2);
    return new Preflight(brokers, outputSchemas)
        .check(settings.topics(), applicationId, changelogs, exactlyOnce);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "cluster-watch");
    thread.setDaemon(true);
    return thread;
  }

  private LabelTopology topology(
      Supplier<SegmentClassifier> classifiers,
      SampleMemory memory,
      StreamMetrics metrics,
      RecordSerdes serdes,
      PartitionLiveness liveness) {
    return new LabelTopology(
        settings.topics(),
        settings.readings(),
        settings.segments(),
        settings.labels(),
        settings.episodes(),
        settings.batch(),
        classifiers,
        memory,
        metrics,
        ConsumerInputReader.factory(kafka),
        serdes.readings(),
        serdes.labels(),
        serdes.episodes(),
        limits,
        liveness,
        tracing,
        System::currentTimeMillis,
        System::nanoTime);
  }

  private void logStart(LogitsModel served) {
    LOG.info(
        "model {} of {} labels on {}, from {} to {}{}",
        served.card().version(),
        served.card().labels().size(),
        served.device(),
        settings.topics().input(),
        settings.topics().output(),
        settings.topics().episodes() == null ? "" : " and " + settings.topics().episodes());
  }
}
