// SPDX-License-Identifier: Apache-2.0
/** Tests of the archive that users unpack: it runs every command without a build. */
@NullMarked
package io.kinetograph.distribution;

import org.jspecify.annotations.NullMarked;
