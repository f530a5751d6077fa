package io.kinetograph.streams.faults;

import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.streams.app.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Settings of an app that is missed soon once it is gone, on a machine that may be slow. */
final class QuickSettings {

  private QuickSettings() {}

  /**
   * Makes settings, which the caller may change.
   *
   * @param cluster of brokers that take a session timeout of 2 s
   * @param folder for the app's state and the model
   */
  static Map<String, String> of(Cluster cluster, Path folder) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", cluster.bootstrapServers());
    settings.put("kafka.state.dir", folder.resolve("state").toString());
    settings.put("kafka.num.stream.threads", "2");
    settings.put("model.file", new TinyModel().write(folder.resolve("tiny.onnx")).toString());
    // Until a session times out, whoever comes next waits for the one that is gone.
    settings.put("kafka.session.timeout.ms", "2000");
    settings.put("kafka.heartbeat.interval.ms", "300");
    // So do those who fetch offsets that an open transaction may still change.
    settings.put("kafka.transaction.timeout.ms", "3000");
    // The wearers are not silent, however slow the machine is.
    settings.put("segment.idle-timeout", "10m");
    return settings;
  }
}
