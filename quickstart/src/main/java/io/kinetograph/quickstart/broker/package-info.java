/** A Kafka broker inside this process, and the topics on it. */
@NullMarked
package io.kinetograph.quickstart.broker;

import org.jspecify.annotations.NullMarked;
