package io.kinetograph.recordings.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** What is in a zip or a folder. Its files can be read until it is closed. */
interface Contents extends Closeable {

  /** All files, also where several have one name. */
  List<StoredFile> files() throws IOException;
}
