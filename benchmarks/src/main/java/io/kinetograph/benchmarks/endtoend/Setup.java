// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;

/**
 * What one run measures.
 *
 * @param run number of the run, from 1
 * @param threads of a process
 * @param instances processes
 */
record Setup(Peer peer, int run, int threads, int instances) {

  /** All peers in turn, in each run: what disturbs the machine for a while disturbs them all. */
  static List<Setup> all(BenchOptions options, List<Peer> peers) {
    List<Setup> setups = new ArrayList<>();
    for (int run = 1; run <= options.runs; run++) {
      for (int threads : options.threads) {
        for (int instances : options.instances) {
          for (Peer peer : peers) {
            setups.add(new Setup(peer, run, threads, instances));
          }
        }
      }
    }
    return setups;
  }
}
