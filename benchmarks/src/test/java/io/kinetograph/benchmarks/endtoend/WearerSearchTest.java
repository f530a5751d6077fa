// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WearerSearchTest {

  private final List<Integer> tried = new ArrayList<>();

  @Test
  void doublesAndThenHalvesDownToATenth() {
    assertThat(search(100, 20_000, 1_234)).isEqualTo(1_200);
    assertThat(tried).containsExactly(100, 200, 400, 800, 1_600, 1_200, 1_400, 1_300);
  }

  @Test
  void goesBelowTheFirstNumberAndNotAboveTheLargest() {
    assertThat(search(100, 300, 1_000)).isEqualTo(300);
    assertThat(tried).containsExactly(100, 200, 300);

    tried.clear();
    assertThat(search(100, 300, 40)).isEqualTo(40);
    assertThat(tried).startsWith(100, 50, 25, 37);
    assertThat(search(100, 300, 0)).isZero();
  }

  @Test
  void searchHasNumberToTry() {
    assertThatIllegalArgumentException().isThrownBy(() -> new WearerSearch(0, 300));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WearerSearch(301, 300))
        .withMessage("301 is not in the range from 1 to 300");
    assertThat(new WearerSearch(300, 300).hasNext()).isTrue();
  }

  private int search(int first, int most, int limit) {
    WearerSearch search = new WearerSearch(first, most);
    while (search.hasNext()) {
      tried.add(search.next());
      search.tried(search.next() <= limit);
    }
    return search.found();
  }
}
