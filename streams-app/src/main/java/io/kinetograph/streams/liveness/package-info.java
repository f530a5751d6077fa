// SPDX-License-Identifier: Apache-2.0
/**
 * What is asked of the cluster while the topology runs, by one admin client and one scheduler.
 * {@link io.kinetograph.streams.liveness.LeaderProbe} asks whether the leader of each assigned
 * partition answers, and feeds its {@link io.kinetograph.streams.liveness.AvailabilityClock};
 * {@link io.kinetograph.streams.liveness.ProgressWatch} finds partitions without progress, and
 * {@link io.kinetograph.streams.liveness.AssignmentWatch} threads that wait for their partitions;
 * {@link io.kinetograph.streams.liveness.TopicWatch} ends the app if a topic is deleted, created
 * again, or gets more partitions. {@link io.kinetograph.streams.delivery.LimitsWatch} reads the
 * topics' configuration by the same client.
 */
@NullMarked
package io.kinetograph.streams.liveness;

import org.jspecify.annotations.NullMarked;
