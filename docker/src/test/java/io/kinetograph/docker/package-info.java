// SPDX-License-Identifier: Apache-2.0
/** Tests of the images in containers. */
@NullMarked
package io.kinetograph.docker;

import org.jspecify.annotations.NullMarked;
