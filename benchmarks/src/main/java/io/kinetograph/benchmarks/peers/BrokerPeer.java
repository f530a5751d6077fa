// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.peers;

import io.kinetograph.program.ProgramLocale;
import io.kinetograph.quickstart.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A Kafka broker in a process of its own: {@code FOLDER PORT INPUT-TOPIC-PREFIX}. Prints a line
 * when it is ready and, for each line of its standard input, how many bytes it has received on all
 * other topics than those of the input. Ends with its standard input.
 */
public final class BrokerPeer {

  private BrokerPeer() {}

  /**
   * Runs it.
   *
   * @param args see above
   */
  public static void main(String... args) throws Exception {
    ProgramLocale.makeIndependent();
    try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
        BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(broker.bootstrapServers());
      while (input.readLine() != null) {
        System.out.println(bytesIn(args[2]));
      }
    }
    // Kafka leaves threads behind.
    System.exit(0);
  }

  private static long bytesIn(String inputPrefix) throws JMException {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName topics =
        new ObjectName("kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec,topic=*");
    long bytes = 0;
    for (ObjectName topic : beans.queryNames(topics, null)) {
      if (!topic.getKeyProperty("topic").startsWith(inputPrefix)) {
        bytes += (Long) beans.getAttribute(topic, "Count");
      }
    }
    return bytes;
  }
}
