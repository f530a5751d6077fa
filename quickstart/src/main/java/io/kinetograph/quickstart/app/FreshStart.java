package io.kinetograph.quickstart.app;

import io.kinetograph.quickstart.broker.BrokerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/**
 * Lets every run's app start afresh at the end of the readings: under an id of its own, with no
 * memory of earlier runs.
 *
 * <p>An app that went on where the last run's ended would take a recording that is replayed once
 * more for late, and would wait for a member of its group that was killed.
 */
public final class FreshStart {

  private static final String PREFIX = "kinetograph-quickstart-";

  private final Admin admin;

  /** Works on the broker of a client, which stays its owner's to close. */
  public FreshStart(Admin admin) {
    this.admin = admin;
  }

  /** An id that no earlier run has. */
  public static String applicationId(InstantSource clock) {
    return PREFIX + Long.toString(clock.millis(), Character.MAX_RADIX);
  }

  /**
   * Deletes what earlier runs' apps have left on the broker and on disk.
   *
   * @param stateFolder where they have kept their state
   * @throws BrokerException if the broker or the folder does not let it
   * @throws InterruptedException if interrupted while waiting
   */
  public void forgetEarlierRuns(Path stateFolder) throws BrokerException, InterruptedException {
    try {
      delete(stateFolder);
    } catch (IOException e) {
      throw new BrokerException("the folder " + stateFolder + " cannot be deleted", e);
    }
    try {
      List<String> topics =
          admin.listTopics().names().get().stream()
              .filter(name -> name.startsWith(PREFIX))
              .toList();
      admin.deleteTopics(topics).all().get();
      List<String> groups =
          admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
              .map(GroupListing::groupId)
              .filter(id -> id.startsWith(PREFIX))
              .toList();
      for (var deletion : admin.deleteConsumerGroups(groups).deletedGroups().values()) {
        deletion.get();
      }
    } catch (ExecutionException e) {
      // A member that was killed a moment ago holds its group a while; the next run deletes it.
      if (!(e.getCause() instanceof GroupNotEmptyException
          || e.getCause() instanceof GroupIdNotFoundException)) {
        throw new BrokerException("what earlier runs have left cannot be deleted", e);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /**
   * Makes an app that never ran begin with what comes next.
   *
   * @param topic of the readings
   * @throws BrokerException if the broker does not do it
   * @throws InterruptedException if interrupted while waiting
   */
  public void beginAtEnd(String applicationId, String topic)
      throws BrokerException, InterruptedException {
    try {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (var described : admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
        described
            .partitions()
            .forEach(
                partition ->
                    asked.put(
                        new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
      }
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      admin
          .listOffsets(asked)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
      admin.alterConsumerGroupOffsets(applicationId, ends).all().get();
    } catch (ExecutionException e) {
      throw new BrokerException("the app cannot be told where to begin", e);
    }
  }
}
