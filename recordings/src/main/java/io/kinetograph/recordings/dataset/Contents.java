// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The contents of a zip or a folder. Its files can be read until it is closed. */
interface Contents extends Closeable {

  /** All files, including several with the same name. */
  List<StoredFile> files() throws IOException;
}
