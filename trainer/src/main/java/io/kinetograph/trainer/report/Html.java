package io.kinetograph.trainer.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.img;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.TagCreator;
import j2html.tags.DomContent;
import java.util.Base64;
import java.util.List;

/** The page's tables and pictures. j2html escapes all text and attributes. */
final class Html {

  private Html() {}

  /**
   * A table whose first column names its rows.
   *
   * @param rows as many cells each as the header
   */
  static DomContent table(String title, List<String> header, List<List<String>> rows) {
    return scrolling(
        title,
        TagCreator.table(
            caption(title),
            thead(tr(each(header, name -> th(name).attr("scope", "col")))),
            tbody(each(rows, Html::row))));
  }

  /** The same for words: aligned to the left, and broken into lines. */
  static DomContent words(String title, List<String> header, List<List<String>> rows) {
    return div(table(title, header, rows)).withClass("words");
  }

  private static DomContent row(List<String> cells) {
    return tr(
        th(cells.get(0)).attr("scope", "row"), each(cells.subList(1, cells.size()), c -> td(c)));
  }

  /** Lets a wide table be scrolled, by the keyboard too, without moving the page. */
  static DomContent scrolling(String title, DomContent content) {
    return div(content)
        .withClass("wide")
        .attr("role", "region")
        .attr("aria-label", title)
        .attr("tabindex", "0");
  }

  static DomContent chart(String title, byte[] png) {
    return figure(png(title, png), figcaption(title)).withClass("chart");
  }

  static DomContent png(String alternative, byte[] png) {
    return img()
        .withSrc("data:image/png;base64," + Base64.getEncoder().encodeToString(png))
        .withAlt(alternative);
  }
}
