// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads models, checks them against their cards and tries them on synthetic pictures. All run on
 * one device: the wanted one or, if the choice is left open, the one that the first model worked
 * on. Several threads may use a loader.
 */
public final class ModelLoader {

  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);
  private static final ModelDevice FIRST_GPU = new ModelDevice(ModelDevice.Kind.CUDA, 0);

  private final ModelDevice wanted;
  private final BatchSizes sizes;
  private final int threads;
  private @Nullable ModelDevice chosen;

  /**
   * Loads models as production serves them: a run computes on one thread, its caller's.
   *
   * @param wanted the device that models are to run on
   * @param largestBatch most pictures of one run, at least 1; a longer list takes several
   */
  public ModelLoader(ModelDevice wanted, int largestBatch) {
    this(wanted, largestBatch, 1);
  }

  /**
   * Loads models.
   *
   * @param wanted the device that models are to run on
   * @param largestBatch most pictures of one run, at least 1; a longer list takes several
   * @param threads that compute one run on the CPU, at least 1
   */
  public ModelLoader(ModelDevice wanted, int largestBatch, int threads) {
    this.wanted = wanted;
    this.sizes = BatchSizes.upTo(largestBatch);
    this.threads = threads;
  }

  /**
   * Loads a model; the caller closes it.
   *
   * @throws InvalidModelException if the file is not a model for our pictures, or it fails when it
   *     is tried
   * @throws UnusableDeviceException if the wanted device cannot be used
   */
  public synchronized LogitsModel load(ModelFile file) throws InvalidModelException {
    OnnxRuntime.start();
    LogitsModel model = chosen == null ? loadFirst(file) : loadOn(chosen, file);
    chosen = model.device();
    return new WatchedModel(model, LOG::warn);
  }

  private LogitsModel loadFirst(ModelFile file) throws InvalidModelException {
    if (wanted.kind() != ModelDevice.Kind.AUTO) {
      return loadOn(wanted, file);
    }
    try {
      LogitsModel model = loadOn(FIRST_GPU, file);
      LOG.info("device auto: models run on {}", FIRST_GPU);
      return model;
    } catch (InvalidModelException e) {
      LogitsModel model = loadOn(ModelDevice.CPU, file);
      LOG.info("device auto: models run on {}: {}", ModelDevice.CPU, e.getMessage());
      return model;
    }
  }

  private LogitsModel loadOn(ModelDevice device, ModelFile file) throws InvalidModelException {
    return device.isGpu() ? loadOnGpu(device, file) : loadOnCpu(file);
  }

  private LogitsModel loadOnCpu(ModelFile file) throws InvalidModelException {
    OnnxSession session = OnnxSession.onCpu(file, threads);
    LogitsModel model =
        model(session, ModelDevice.CPU, file, new BatchRunner.Pool(session, BatchSizes.ANY));
    try {
      ModelSelfCheck.run(file.name(), model, sizes);
      return model;
    } catch (InvalidModelException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /** The self-check warms the GPU up, and its profile shows where the model really runs. */
  private LogitsModel loadOnGpu(ModelDevice device, ModelFile file) throws InvalidModelException {
    try (ProfileFolder profiles = ProfileFolder.create()) {
      OnnxSession session = OnnxSession.onGpu(file, device, profiles.path());
      LogitsModel model =
          model(
              session,
              device,
              file,
              new BatchRunner.OneThread(new BatchRunner.Pool(session, sizes)));
      try {
        ModelSelfCheck.run(file.name(), model, sizes);
        GpuProbe.NodePlacement placement = session.endProfile();
        placement.check(device);
        LOG.info("{} runs {}, nodes by provider: {}", device, file.name(), placement.nodes());
        return model;
      } catch (InvalidModelException | RuntimeException | IOException | Error e) {
        model.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UnusableDeviceException(device, "what it runs is unknown: " + e, e);
    }
  }

  private LogitsModel model(
      OnnxSession session, ModelDevice device, ModelFile file, BatchRunner runner) {
    return new OnnxModel(session, device, file.digest(), sizes.largest(), runner);
  }
}
