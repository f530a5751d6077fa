// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files in a folder and its subfolders. Whatever else is there counts as a file that cannot be
 * read, so that a broken link or a folder with the name of a segment is not silently left out.
 */
final class FolderContents implements Contents {

  private final Path folder;

  FolderContents(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<StoredFile> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return walk.filter(path -> !path.equals(folder))
          .sorted()
          .<StoredFile>map(FileIn::new)
          .toList();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileSystemLoopException loop) {
        throw new MalformedDataException(
            loop.getFile() + " is a link to a folder that contains it: remove the link", loop);
      }
      // A subfolder that the process may not list.
      throw e.getCause();
    }
  }

  @Override
  public void close() {}

  private final class FileIn implements StoredFile {

    private final Path path;

    FileIn(Path path) {
      this.path = path;
    }

    @Override
    public String name() {
      return folder.relativize(path).toString().replace('\\', '/');
    }

    @Override
    public byte[] read(int most) throws IOException {
      if (Files.isDirectory(path)) {
        throw new IOException("it is a folder");
      }
      try (InputStream in = Files.newInputStream(path)) {
        return in.readNBytes(most);
      } catch (AccessDeniedException e) {
        throw new IOException("access denied", e);
      } catch (NoSuchFileException e) {
        throw new IOException("it is missing or a broken link", e);
      }
    }
  }
}
