// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.inference.UnusableDeviceException;
import io.kinetograph.streams.config.ModelSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The first model of an app, which loads on a thread of its own while other parts of the app start.
 * It belongs to the {@link ModelService} that is started with it; without one, {@link #close} lets
 * it go.
 */
public final class ModelLoad implements AutoCloseable {

  private final Optional<Path> file;
  private final ModelLoader loader;
  private final CompletableFuture<LogitsModel> loading = new CompletableFuture<>();
  private boolean taken;

  /** How a model is loaded; tests fail, or look at the model. */
  interface Source {
    LogitsModel load() throws InvalidModelException;
  }

  private ModelLoad(Optional<Path> file, ModelLoader loader, Source source) {
    this.file = file;
    this.loader = loader;
    Thread thread = new Thread(() -> load(source), "model-load");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Begins to load the model.
   *
   * @param settings which model, and on which device
   * @param largestBatch most segments of one run
   */
  public static ModelLoad begin(ModelSettings settings, int largestBatch) {
    ModelLoader loader = new ModelLoader(settings.device(), largestBatch);
    Optional<Path> file = settings.file();
    return new ModelLoad(
        file,
        loader,
        () ->
            loader.load(
                file.isPresent() ? ModelFile.read(file.get()) : ModelService.shippedModel()));
  }

  static ModelLoad begin(ModelLoader loader, Source source) {
    return new ModelLoad(Optional.empty(), loader, source);
  }

  private void load(Source source) {
    try {
      loading.complete(source.load());
    } catch (UnusableDeviceException e) {
      loading.completeExceptionally(
          new InvalidModelException("setting model.device: " + e.getMessage(), e));
    } catch (InvalidModelException | RuntimeException | Error e) {
      loading.completeExceptionally(e);
    }
  }

  /**
   * Waits for the model. It is the caller's to close.
   *
   * @throws InvalidModelException if it cannot be served
   */
  LogitsModel take() throws InvalidModelException {
    taken = true;
    try {
      return loading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof InvalidModelException invalid) {
        throw invalid;
      }
      if (e.getCause() instanceof RuntimeException unexpected) {
        throw unexpected;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  /** The file that the model comes from; empty for the model that comes with this version. */
  Optional<Path> file() {
    return file;
  }

  /** Loads the models that replace the first one. */
  ModelLoader loader() {
    return loader;
  }

  /** Waits for a model that no service has taken, and lets it go: it must not outlive the app. */
  @Override
  public void close() {
    if (!taken) {
      loading.thenAccept(LogitsModel::close).exceptionally(failure -> null).join();
    }
  }
}
