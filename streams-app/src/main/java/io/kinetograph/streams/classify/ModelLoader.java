package io.kinetograph.streams.classify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads models, checks them against their cards and tries them. All run on one device: the one that
 * is wanted or, if the choice is left to it, the one that the first model worked on. May be used by
 * several threads.
 */
public final class ModelLoader {

  private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);
  private static final ModelDevice FIRST_GPU = new ModelDevice(ModelDevice.Kind.CUDA, 0);

  private final ModelDevice wanted;
  private final BatchSizes sizes;
  private @Nullable ModelDevice taken;

  /**
   * @param wanted what models are to run on
   * @param largestBatch most segments of a call
   */
  public ModelLoader(ModelDevice wanted, int largestBatch) {
    this.wanted = wanted;
    this.sizes = BatchSizes.upTo(largestBatch);
  }

  /**
   * Loads a file, or the model that is shipped.
   *
   * @param file the ONNX file, or nothing for the model that is shipped with this version
   * @throws InvalidModelException if the file cannot be read, is not a model for our pictures, or
   *     fails when it is tried
   * @throws UnusableDeviceException if the wanted device cannot be used
   */
  public ActivityModel load(Optional<Path> file) throws InvalidModelException {
    return load(file.isPresent() ? ModelFile.read(file.get()) : ModelFile.shipped());
  }

  /**
   * Loads a model.
   *
   * @throws InvalidModelException if it is not a model for our pictures, or fails when it is tried
   * @throws UnusableDeviceException if the wanted device cannot be used
   */
  public synchronized ActivityModel load(ModelFile file) throws InvalidModelException {
    // ONNX Runtime's environment must be made by DJL's engine: made before it, the engine fails.
    OnnxRuntimeEngine.start();
    ActivityModel model = taken == null ? first(file) : on(taken, file);
    taken = model.device();
    return model;
  }

  private ActivityModel first(ModelFile file) throws InvalidModelException {
    if (wanted.kind() != ModelDevice.Kind.AUTO) {
      try {
        return on(wanted, file);
      } catch (UnusableDeviceException e) {
        throw new UnusableDeviceException("setting model.device: " + e.getMessage(), e);
      }
    }
    try {
      ActivityModel model = on(FIRST_GPU, file);
      LOG.info("model.device auto takes {}", FIRST_GPU);
      return model;
    } catch (InvalidModelException e) {
      ActivityModel model = on(ModelDevice.CPU, file);
      LOG.info("model.device auto takes {}: {}", ModelDevice.CPU, e.getMessage());
      return model;
    }
  }

  private ActivityModel on(ModelDevice device, ModelFile file) throws InvalidModelException {
    return device.isGpu() ? onGpu(device, file) : onCpu(file);
  }

  private ActivityModel onCpu(ModelFile file) throws InvalidModelException {
    OnnxSession session = OnnxSession.onCpu(file);
    try (Network network = session.newNetwork(pictures -> pictures)) {
      SelfTest.run(file.name(), session.card(), network, sizes);
    } catch (InvalidModelException | RuntimeException | Error e) {
      session.close();
      throw e;
    }
    return new ActivityModel(session, ModelDevice.CPU, file.digest(), null);
  }

  /** The test warms the GPU up, and shows what the session really runs on. */
  private ActivityModel onGpu(ModelDevice device, ModelFile file) throws InvalidModelException {
    Path profiles = temporaryFolder();
    try {
      OnnxSession session = OnnxSession.onGpu(file, device, profiles);
      Network network = new OneThreadNetwork(session.newNetwork(sizes::holding));
      try {
        SelfTest.run(file.name(), session.card(), network, sizes);
        NodePlacement placement = session.endProfile();
        placement.check(device);
        LOG.info("{} runs {}, nodes by provider: {}", device, file.name(), placement.nodes());
        return new ActivityModel(session, device, file.digest(), network);
      } catch (InvalidModelException | RuntimeException | IOException | Error e) {
        network.close();
        session.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UnusableDeviceException(device, "what it runs cannot be told: " + e, e);
    } finally {
      deleteEmpty(profiles);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("kinetograph-profile");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.debug("{} is left", folder, e);
    }
  }
}
