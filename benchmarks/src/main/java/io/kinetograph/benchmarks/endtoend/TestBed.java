// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import io.kinetograph.benchmarks.peers.BrokerPeer;
import io.kinetograph.benchmarks.peers.Corpus;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.quickstart.LocalPorts;
import io.kinetograph.quickstart.QuickstartTopics;
import io.kinetograph.streams.config.TopicSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** What is measured on: a broker in a process of its own, the readings, and the model's word. */
final class TestBed implements AutoCloseable {

  static final String INPUT_PREFIX = "readings-";

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
  private static final DateTimeFormatter STARTED_AT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String SHIPPED_MODEL = "/io/kinetograph/streams/model/kinetograph.onnx";

  private final String call;
  private final Path folder;
  private final boolean deleted;
  private final Path modelFile;
  private final MeasuredProcess broker;
  private final BrokerBytes brokerBytes;
  private final String bootstrapServers;
  private final Admin admin;
  private final ReadingPublisher publisher;
  private final LogitsModel model;
  private final String digest;
  private final LabelCheck check;

  private TestBed(
      BenchOptions options, Path folder, Path modelFile, LogitsModel model, String digest, int port)
      throws Exception {
    this.call = String.valueOf(folder.getFileName());
    this.folder = folder;
    this.deleted = options.work == null;
    this.modelFile = modelFile;
    this.model = model;
    this.digest = digest;
    Corpus corpus = new Corpus();
    this.check = new LabelCheck(corpus, model);
    BlockingQueue<String> brokerLines = new LinkedBlockingQueue<>();
    this.broker =
        MeasuredProcess.start(
            Launcher.java(
                BenchOptions.OWN_JAVA,
                BrokerPeer.class,
                folder.resolve("broker").toString(),
                Integer.toString(port),
                INPUT_PREFIX),
            Launcher.classPath(),
            folder.resolve("broker.log"),
            brokerLines::add);
    this.brokerBytes =
        new BrokerBytes(() -> broker.writeLine("bytes"), brokerLines, ANSWERED_WITHIN);
    String address = brokerLines.poll(60, TimeUnit.SECONDS);
    broker.checkAlive();
    if (address == null) {
      throw new IllegalStateException("the broker did not start, see " + folder);
    }
    this.bootstrapServers = address;
    this.admin = Admin.create(Map.of("bootstrap.servers", address));
    this.publisher = new ReadingPublisher(corpus, options.samples, address);
  }

  /** Starts a broker for one call of a command, in a folder that only this call uses. */
  static TestBed start(BenchOptions options, String command) throws Exception {
    Path folder = createFolder(options.work, command);
    Path modelFile = options.model == null ? shippedModel(folder) : options.model;
    ModelFile file = ModelFile.read(modelFile);
    LogitsModel model = new ModelLoader(ModelDevice.CPU, 64).load(file);
    return new TestBed(
        options, folder, modelFile, model, file.digest(), LocalPorts.firstFreeFrom(19_092));
  }

  /**
   * Creates a new folder: the topics and states of an earlier call would change the figures.
   *
   * @param work where it is created; null for the folder of temporary files
   */
  static Path createFolder(@Nullable Path work, String command) throws IOException {
    String name = command + "-" + STARTED_AT.format(Instant.now()) + "-";
    return work == null
        ? Files.createTempDirectory("kinetograph-" + name)
        : Files.createTempDirectory(Files.createDirectories(work), name);
  }

  private static Path shippedModel(Path folder) throws IOException {
    Path file = folder.resolve("model.onnx");
    try (InputStream model = TopicSettings.class.getResourceAsStream(SHIPPED_MODEL)) {
      if (model == null) {
        throw new IllegalStateException("this build ships no model: give one with --model");
      }
      Files.write(file, model.readAllBytes());
    }
    return file;
  }

  /** Creates the topics of a run; the input may exist already. */
  void createTopics(TopicSettings topics) throws Exception {
    new QuickstartTopics(admin, topics).create();
  }

  /** Deletes what a run leaves behind: its topics all begin with its name. */
  void deleteTopics(String prefix) {
    try {
      List<String> topics =
          admin.listTopics().names().get().stream().filter(t -> t.startsWith(prefix)).toList();
      admin.deleteTopics(topics).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot delete the topics of " + prefix, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Bytes that the broker has received, other than readings. */
  long bytesToBroker() throws InterruptedException {
    return brokerBytes.received();
  }

  /** The id of the call that it was started for. */
  String call() {
    return call;
  }

  /** Version of the model, and the start of its file's digest: files may have equal versions. */
  String modelName() {
    return model.card().version() + " (" + digest.substring(0, 8) + ")";
  }

  Path folder() {
    return folder;
  }

  Path modelFile() {
    return modelFile;
  }

  MeasuredProcess broker() {
    return broker;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  ReadingPublisher publisher() {
    return publisher;
  }

  LabelCheck check() {
    return check;
  }

  @Override
  public void close() throws IOException {
    publisher.close();
    admin.close();
    broker.close();
    model.close();
    if (deleted) {
      Utils.delete(folder.toFile());
    }
  }
}
