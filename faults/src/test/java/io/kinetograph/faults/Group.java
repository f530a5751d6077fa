// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.faults;

import static java.util.Objects.requireNonNull;

import io.kinetograph.fixtures.kafka.AppTopics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionState;

/** The apps of one application id, as the brokers see them. */
final class Group implements AutoCloseable {

  private final String id;
  private final Admin admin;

  Group(AppTopics topics) {
    this.id = topics.id();
    this.admin = topics.cluster().admin();
  }

  /** Whether it has so many members, and each of them has partitions. */
  boolean isSharedBy(int count) {
    Collection<MemberDescription> members = members();
    return members.size() == count
        && members.stream().noneMatch(m -> m.assignment().topicPartitions().isEmpty());
  }

  /** The ids of its members: each time that an app joins, its threads get new ones. */
  Set<String> memberIds() {
    return Set.copyOf(members().stream().map(MemberDescription::consumerId).toList());
  }

  private Collection<MemberDescription> members() {
    try {
      var described = admin.describeConsumerGroups(List.of(id)).describedGroups();
      return requireNonNull(described.get(id)).get().members();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the brokers do not describe the group", e);
    }
  }

  /** Whether a transaction of an app, dead or alive, has been open for longer than this. */
  boolean hasTransactionOpenFor(Duration time) throws Exception {
    var open =
        new ListTransactionsOptions()
            .filterStates(Set.of(TransactionState.ONGOING))
            .filterOnDuration(time.toMillis())
            .filterOnTransactionalIdPattern("^" + id + "-.*");
    return !admin.listTransactions(open).all().get().isEmpty();
  }

  @Override
  public void close() {
    admin.close();
  }
}
