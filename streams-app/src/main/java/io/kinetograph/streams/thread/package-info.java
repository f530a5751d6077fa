/** How the process's own threads are made. */
@NullMarked
package io.kinetograph.streams.thread;

import org.jspecify.annotations.NullMarked;
