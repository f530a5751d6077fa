// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kinetograph.recordings.motion;

import org.jspecify.annotations.NullMarked;
