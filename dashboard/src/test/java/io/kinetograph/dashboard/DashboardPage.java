// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.dashboard;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/** The dashboard in a tab of a browser. */
final class DashboardPage {

  private final Page page;
  private final List<String> errors = new ArrayList<>();

  private DashboardPage(Page page) {
    this.page = page;
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            errors.add(message.text());
          }
        });
    // A page that executes what a wearer's id says.
    page.onDialog(
        dialog -> {
          errors.add("dialog " + dialog.message());
          dialog.dismiss();
        });
  }

  static DashboardPage open(BrowserContext context, String url) {
    DashboardPage opened = new DashboardPage(context.newPage());
    opened.page.navigate(url);
    return opened;
  }

  Page page() {
    return page;
  }

  /** The wearers' cards that are shown. */
  Locator cards() {
    return page.locator("#cards > li:visible");
  }

  /** The card of a wearer. */
  Locator card(String wearer) {
    return page.locator("#cards > li")
        .filter(
            new Locator.FilterOptions()
                .setHas(page.getByText(wearer, new Page.GetByTextOptions().setExact(true))));
  }

  /** What a wearer does now. */
  Locator activity(String wearer) {
    return card(wearer).locator(".activity");
  }

  /** Whether the page is connected. */
  Locator connection() {
    return page.locator("#connection-text");
  }

  Locator notice() {
    return page.locator("#notice");
  }

  Locator filter() {
    return page.getByLabel("Filter by wearer");
  }

  /** Errors of the page's scripts, and what the browser has blocked or failed to load. */
  List<String> errors() {
    return List.copyOf(errors);
  }
}
