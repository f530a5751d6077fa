/** What an operator may set. */
@NullMarked
package io.kinetograph.streams.config;

import org.jspecify.annotations.NullMarked;
