// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A single Kafka node (broker and KRaft controller) in this process, on the loopback interface. It
 * keeps its data in a folder, and a second start on the same folder finds them again.
 *
 * <p>Only this class uses Kafka's internal API, which may change with every version. The build pins
 * the version of the server.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final int NODE = 1;

  /** A cluster id has 22 characters. The folder stores it; Kafka rejects a folder of another. */
  private static final String CLUSTER = "kinetograph-quickstart";

  /** Where the broker listens. */
  static final String HOST = "127.0.0.1";

  private static final String CONTROLLER = "CONTROLLER";
  private static final String CLIENTS = "CLIENTS";

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a node; returns when clients can connect.
   *
   * @param folder its data folder, created and formatted if missing
   * @param port the port for clients, on 127.0.0.1
   * @throws QuickstartException if the folder is not writable or in use, or the port is taken
   */
  public static EmbeddedBroker start(Path folder, int port) throws QuickstartException {
    if (!LocalPorts.isFree(port)) {
      throw new QuickstartException("port " + port + " is taken; choose another with --port");
    }
    KafkaRaftServer server = null;
    try {
      Path logs = Files.createDirectories(folder.toAbsolutePath().normalize());
      format(logs);
      KafkaConfig config = KafkaConfig.fromProps(properties(logs, port), false);
      server = new KafkaRaftServer(config, Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(server, port);
    } catch (Exception | LinkageError e) {
      // Kafka's Scala code throws checked exceptions that it does not declare. A class that needs a
      // shutdown hook cannot be initialized while the process ends.
      if (server != null) {
        server.shutdown();
      }
      throw new QuickstartException("the broker on " + folder + " did not start", e);
    }
  }

  private static void format(Path logs) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(NODE)
        .setClusterId(CLUSTER)
        .addDirectory(logs.toString())
        .setMetadataLogDirectory(logs.toString())
        .setControllerListenerName(CONTROLLER)
        .setIgnoreFormatted(true)
        .run();
  }

  private static Properties properties(Path logs, int port) {
    int controllerPort = LocalPorts.firstFreeFrom(port + 1);
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(NODE),
            "controller.quorum.voters",
            NODE + "@" + HOST + ":" + controllerPort,
            "controller.listener.names",
            CONTROLLER,
            "inter.broker.listener.name",
            CLIENTS,
            "listener.security.protocol.map",
            CONTROLLER + ":PLAINTEXT," + CLIENTS + ":PLAINTEXT",
            "listeners",
            String.format(
                Locale.ROOT,
                "%s://%s:%d,%s://%s:%d",
                CONTROLLER,
                HOST,
                controllerPort,
                CLIENTS,
                HOST,
                port),
            "log.dirs",
            logs.toString(),
            // A mistyped name must not create a topic.
            "auto.create.topics.enable",
            "false"));
    // Replication that a single node can satisfy.
    properties.putAll(
        Map.of(
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.state.log.num.partitions", "4",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1"));
    // Nothing to wait for: no other group members, and after a crash no earlier registration of
    // this broker, which the controller would keep until its session expires.
    properties.putAll(
        Map.of(
            "group.initial.rebalance.delay.ms", "0",
            "broker.heartbeat.interval.ms", "1000",
            "broker.session.timeout.ms", "4000",
            "log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20)));
    return properties;
  }

  /** The address for clients, such as {@code 127.0.0.1:9092}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** Stops the node, within seconds. Its data stay in the folder. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
