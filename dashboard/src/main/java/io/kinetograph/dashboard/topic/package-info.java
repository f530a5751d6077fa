// SPDX-License-Identifier: Apache-2.0
/**
 * Reads a topic. {@link io.kinetograph.dashboard.topic.TopicSource}, a {@link
 * io.kinetograph.dashboard.topic.RecordSource}, reads all partitions by a {@code TopicReader},
 * which knows by {@code PartitionLeaders} which leaders answer; it decodes and checks each record
 * by a {@code RecordChecker}, and passes it on; its {@link
 * io.kinetograph.dashboard.topic.SourceState} says whether the topic can be read. Those who keep
 * records check times by {@link io.kinetograph.dashboard.topic.RecordTime}, and keep one copy of
 * each name in {@link io.kinetograph.dashboard.topic.SharedNames}.
 */
@NullMarked
package io.kinetograph.dashboard.topic;

import org.jspecify.annotations.NullMarked;
