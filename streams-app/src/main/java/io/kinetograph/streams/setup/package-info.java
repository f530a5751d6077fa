// SPDX-License-Identifier: Apache-2.0
/**
 * Commands that prepare a cluster for the app: {@link TopicsCommand} creates and checks its topics
 * ({@code TopicPlan}, a list of {@code AppTopic}), {@link ResetCommand} lets it start anew ({@code
 * AppReset}). Both take the settings of the app from the same sources as the app ({@link
 * AppOptions}, {@code ClusterOptions}). Existing topics stay as they are, and a reset needs {@code
 * --execute}.
 */
@NullMarked
package io.kinetograph.streams.setup;

import org.jspecify.annotations.NullMarked;
