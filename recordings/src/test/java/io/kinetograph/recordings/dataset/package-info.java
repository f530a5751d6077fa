// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kinetograph.recordings.dataset;

import org.jspecify.annotations.NullMarked;
