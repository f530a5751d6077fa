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
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;

/** What is measured on: a broker in a process of its own, the readings, and the model's word. */
final class TestBed implements AutoCloseable {

  static final String INPUT_PREFIX = "readings-";

  private static final String SHIPPED_MODEL = "/io/kinetograph/streams/model/kinetograph.onnx";

  private final Path folder;
  private final boolean deleted;
  private final Path modelFile;
  private final MeasuredProcess broker;
  private final BlockingQueue<String> brokerLines;
  private final String bootstrapServers;
  private final Admin admin;
  private final ReadingPublisher publisher;
  private final LogitsModel model;
  private final LabelCheck check;

  private TestBed(BenchOptions options, Path folder, Path modelFile, LogitsModel model, int port)
      throws Exception {
    this.folder = folder;
    this.deleted = options.work == null;
    this.modelFile = modelFile;
    this.model = model;
    Corpus corpus = new Corpus();
    this.check = new LabelCheck(corpus, model);
    this.brokerLines = new LinkedBlockingQueue<>();
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
    String address = brokerLines.poll(60, TimeUnit.SECONDS);
    broker.checkAlive();
    if (address == null) {
      throw new IllegalStateException("the broker did not start, see " + folder);
    }
    this.bootstrapServers = address;
    this.admin = Admin.create(Map.of("bootstrap.servers", address));
    this.publisher = new ReadingPublisher(corpus, options.samples, address);
  }

  static TestBed start(BenchOptions options) throws Exception {
    Path folder =
        options.work == null
            ? Files.createTempDirectory("kinetograph-bench")
            : Files.createDirectories(options.work);
    Path modelFile = options.model == null ? shippedModel(folder) : options.model;
    LogitsModel model = new ModelLoader(ModelDevice.CPU, 64).load(ModelFile.read(modelFile));
    return new TestBed(options, folder, modelFile, model, LocalPorts.firstFreeFrom(19_092));
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
    brokerLines.clear();
    broker.writeLine("bytes");
    String bytes = brokerLines.poll(10, TimeUnit.SECONDS);
    return bytes == null ? 0 : Long.parseLong(bytes);
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
