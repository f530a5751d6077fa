/**
 * What is asked of the cluster while the topology runs: whether the leader of each partition
 * answers, and whether the topics still exist.
 */
@NullMarked
package io.kinetograph.streams.liveness;

import org.jspecify.annotations.NullMarked;
