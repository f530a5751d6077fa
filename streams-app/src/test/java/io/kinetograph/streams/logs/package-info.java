// SPDX-License-Identifier: Apache-2.0
/** What the app logs, for tests of all its packages. */
@NullMarked
package io.kinetograph.streams.logs;

import org.jspecify.annotations.NullMarked;
