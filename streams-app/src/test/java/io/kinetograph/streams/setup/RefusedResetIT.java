// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kinetograph.fixtures.kafka.AppTopics;
import io.kinetograph.fixtures.kafka.KafkaCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/** {@code kinetograph reset} without the permission to delete a changelog. */
@Execution(ExecutionMode.CONCURRENT)
class RefusedResetIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static KafkaCluster cluster;

  @BeforeAll
  static void startBroker() throws Exception {
    cluster = KafkaCluster.startWithPermissions();
  }

  @AfterAll
  static void stopBroker() {
    cluster.close();
  }

  @Test
  void whatWasDoneAndWhatIsLeftIsSaid() throws Exception {
    AppTopics topics = cluster.appTopics("half", 1);
    cluster.createTopic("half-progress-changelog", 1, Map.of());
    cluster.createTopic("half-episodes-changelog", 1, Map.of());
    try (Admin admin = cluster.admin()) {
      ResourcePattern changelog =
          new ResourcePattern(ResourceType.TOPIC, "half-pro", PatternType.PREFIXED);
      AclBinding denial = rule(changelog, AclOperation.DELETE, AclPermissionType.DENY);
      // Who may delete something in the cluster may delete every topic.
      ResourcePattern all =
          new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
      admin
          .createAcls(
              List.of(
                  rule(all, AclOperation.ALL, AclPermissionType.ALLOW),
                  rule(all, AclOperation.DELETE, AclPermissionType.DENY),
                  rule(changelog, AclOperation.ALL, AclPermissionType.ALLOW),
                  denial))
          .all()
          .get();

      await().atMost(PATIENCE).until(() -> isRefused(admin));

      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      assertThat(reset(topics, out, err)).isEqualTo(1);
      assertThat(out.toString().lines())
          .containsExactly(
              "set group 'half' to offset 0 of half.in-0", "deleted topic half-episodes-changelog");
      assertThat(err.toString())
          .startsWith(
              "reset: the offsets of group 'half' are set, but topic 'half-progress-changelog' with"
                  + " the app's state was not deleted: ")
          .contains(
              "uthorization failed; ",
              "do not start the app",
              "run the same command again, with the permission to delete")
          .hasLineCount(1);
      assertThat(admin.listConsumerGroupOffsets("half").partitionsToOffsetAndMetadata().get())
          .hasSize(1);

      admin.deleteAcls(List.of(denial.toFilter())).all().get();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                StringWriter again = new StringWriter();
                assertThat(reset(topics, again, err)).as("%s", err).isZero();
                assertThat(again.toString().lines())
                    .containsExactly(
                        "set group 'half' to offset 0 of half.in-0",
                        "deleted topic half-progress-changelog",
                        "there is no state in topic half-episodes-changelog, which is missing");
              });
    }
  }

  /** A rule is in force a moment after it was created. */
  private static boolean isRefused(Admin admin) throws Exception {
    String probe = "half-probe";
    cluster.createTopic(probe, 1, Map.of());
    try {
      admin.deleteTopics(List.of(probe)).all().get();
      await().atMost(PATIENCE).until(() -> !admin.listTopics().names().get().contains(probe));
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof TopicAuthorizationException;
    }
  }

  private static AclBinding rule(
      ResourcePattern pattern, AclOperation operation, AclPermissionType type) {
    return new AclBinding(pattern, new AccessControlEntry("User:ANONYMOUS", "*", operation, type));
  }

  private static int reset(AppTopics topics, StringWriter out, StringWriter err) {
    CommandLine command = ResetCommand.commandLine();
    List<String> args = new ArrayList<>(List.of("--execute", "--set=check.timeout=2m"));
    topics.settings().forEach((key, value) -> args.add("--set=" + key + "=" + value));
    int code =
        command
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args.toArray(String[]::new));
    err.getBuffer()
        .replace(
            0,
            err.getBuffer().length(),
            err.toString().replaceAll("\\w+: waiting up to 120 s .*\\R", ""));
    return code;
  }
}
