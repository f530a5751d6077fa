/** What an operator asks of the running process over HTTP: metrics, health, info. */
@NullMarked
package io.kinetograph.streams.operations;

import org.jspecify.annotations.NullMarked;
