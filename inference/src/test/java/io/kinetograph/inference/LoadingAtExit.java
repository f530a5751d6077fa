// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that loads a model again and again, also while it ends. */
final class LoadingAtExit {

  static final int EXIT_CODE = 7;
  static final String DONE = "loaded while the process ended";

  private LoadingAtExit() {}

  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    ModelLoader loader = new ModelLoader(ModelDevice.CPU, 4);
    CountDownLatch before = new CountDownLatch(3);
    CountDownLatch meanwhile = new CountDownLatch(200);
    Thread loading =
        new Thread(
            () -> {
              while (true) {
                try {
                  loader.load(ModelFile.read(file)).close();
                } catch (InvalidModelException e) {
                  throw new IllegalStateException(e);
                }
                (before.getCount() > 0 ? before : meanwhile).countDown();
              }
            });
    loading.setDaemon(true);
    loading.start();
    before.await();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    if (meanwhile.await(1, TimeUnit.MINUTES)) {
                      System.out.println(DONE);
                    }
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }));
    System.exit(EXIT_CODE);
  }
}
