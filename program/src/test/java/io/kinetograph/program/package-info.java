// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kinetograph.program;

import org.jspecify.annotations.NullMarked;
