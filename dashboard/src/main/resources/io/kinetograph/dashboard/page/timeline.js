// What a wearer did in the last hours, by episodes: as a line, and as a list that is a text alternative. The
// line can be read with the pointer and with the keyboard.

import { isolated, lasting, named, timeOfDay } from './texts.js';

const TOTALS_AFTER = 60_000;
const TOTALS_TIMEOUT = 20_000;

const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
}

const DAY = new Intl.DateTimeFormat('en-US', { year: 'numeric', month: '2-digit', day: '2-digit' });

// By parts, because browsers do not agree on a locale that writes days as the server does.
function today(now) {
  const parts = Object.fromEntries(DAY.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

export class Timeline {
  #wearer;
  #paint;
  #parts;
  #episodes = [];
  #continues = false;
  #cells = [];
  #rows = [];
  #now = 0;
  #chosen = null;
  #totalsAt = 0;

  /**
   * @param wearer id of the wearer
   * @param item the element with the parts of the timeline
   * @param paint gives an element the color of an activity
   */
  constructor(wearer, item, paint) {
    this.#wearer = wearer;
    this.#paint = paint;
    this.#parts = Object.fromEntries(
      ['history', 'timeline', 'began', 'told', 'episodes', 'rows', 'totals']
        .map((name) => [name, item.querySelector(`.${name}`)]));
    this.#listen();
  }

  /**
   * @param episodes oldest first
   * @param continues whether the wearer is in the last one now
   * @param end the last instant of the line
   * @param span how long the line is
   * @param name the span in words
   */
  draw(episodes, continues, end, span, name) {
    const { timeline, began } = this.#parts;
    const start = end - span;
    this.#now = end;
    this.#continues = continues;
    this.#episodes = episodes.filter((episode) => episode.until > start);
    timeline.setAttribute('aria-label', `Episodes of the last ${name} of ${this.#wearer}`);
    began.textContent = `${name} ago`;
    resize(this.#cells, this.#episodes.length, () => {
      const cell = document.createElement('span');
      timeline.append(cell);
      return cell;
    });
    this.#episodes.forEach((episode, i) => {
      const cell = this.#cells[i];
      const share = (time) => Math.min(1, Math.max(0, (time - start) / span)).toFixed(4);
      set(cell, '--from', share(episode.start));
      set(cell, '--to', share(episode.until));
      this.#paint(cell, episode.activity, episode.status);
      const text = this.#describe(episode);
      if (cell.title !== text) cell.title = text;
    });
    this.#drawTold();
    this.#drawList();
  }

  #describe(episode) {
    return `${this.#nameAndTimes(episode)} · ${lasting(episode.until - episode.start)}`;
  }

  #nameAndTimes(episode) {
    const { activity, start, end, until } = episode;
    let to = ` to ${timeOfDay(end ?? until, this.#now)}`;
    if (end === null && episode === this.#episodes.at(-1)) {
      to = this.#continues ? ' to now' : `, last seen ${timeOfDay(until, this.#now)}`;
    }
    return `${isolated(named(activity))} · ${timeOfDay(start, this.#now)}${to}`;
  }

  #drawTold() {
    const { history, timeline, told } = this.#parts;
    const count = this.#episodes.length;
    const found = this.#episodes.findIndex((episode) => episode.start === this.#chosen);
    const i = found < 0 ? count - 1 : found;
    const text = count === 0 ? 'no episodes' : this.#describe(this.#episodes[i]);
    timeline.setAttribute('aria-valuemin', String(Math.min(1, count)));
    timeline.setAttribute('aria-valuemax', String(count));
    timeline.setAttribute('aria-valuenow', String(i + 1));
    timeline.setAttribute('aria-valuetext', text);
    history.classList.toggle('telling', this.#chosen !== null);
    this.#cells.forEach((cell, at) => cell.classList.toggle('chosen', this.#chosen !== null && at === i));
    write(told, text);
  }

  #drawList() {
    const { episodes, rows, totals } = this.#parts;
    if (!episodes.open) return;
    const newest = [...this.#episodes].reverse();
    resize(this.#rows, Math.max(1, newest.length), () => {
      const row = document.createElement('li');
      for (const name of ['swatch', 'words', 'long']) {
        const part = document.createElement('span');
        part.className = name;
        row.append(part);
      }
      rows.append(row);
      return row;
    });
    this.#rows.forEach((row, i) => {
      const [swatch, words, long] = row.children;
      const episode = newest[i];
      swatch.hidden = !episode;
      if (episode) this.#paint(swatch, episode.activity, episode.status);
      write(words, episode ? this.#nameAndTimes(episode) : 'No episodes.');
      write(long, episode ? lasting(episode.until - episode.start) : '');
    });
    // Of a wearer without episodes, the server knows no totals.
    if (newest.length > 0 && Math.abs(Date.now() - this.#totalsAt) > TOTALS_AFTER) this.#fetchTotals(totals);
  }

  async #fetchTotals(totals) {
    this.#totalsAt = Date.now();
    try {
      const query = new URLSearchParams({ wearer: this.#wearer, zone: zone() });
      const response = await fetch(`api/totals?${query}`, { signal: AbortSignal.timeout(TOTALS_TIMEOUT) });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const { now, wearers: [{ days }] } = await response.json();
      const day = days.find((each) => each.day === today(now));
      totals.hidden = !day;
      if (!day) return;
      const groups = [...day.groups].sort((a, b) => b.minutes - a.minutes)
        .map(({ group, minutes }) => `${isolated(named(group))} ${lasting(minutes * 60_000)}`);
      const missing = day.withoutMet.map(({ activity }) => isolated(named(activity)));
      totals.textContent = `Today${day.complete ? '' : ' (incomplete)'}: ${groups.join('\u00a0· ')}\u00a0· `
        + `${Math.round(day.metMinutes)} MET-minutes`
        + (missing.length > 0 ? `, without ${missing.join(', ')}` : '');
    } catch (error) {
      console.warn('cannot fetch the totals', error);
    }
  }

  #choose(i) {
    const last = this.#episodes.length - 1;
    this.#chosen = i === null ? null : this.#episodes[Math.min(last, Math.max(0, i))]?.start ?? null;
    this.#drawTold();
  }

  #index() {
    const i = this.#episodes.findIndex((episode) => episode.start === this.#chosen);
    return i < 0 ? this.#episodes.length - 1 : i;
  }

  #listen() {
    const { timeline, episodes } = this.#parts;
    timeline.addEventListener('focus', () => this.#choose(this.#index()));
    timeline.addEventListener('blur', () => this.#choose(null));
    timeline.addEventListener('keydown', (event) => {
      let to = this.#index() + (STEPS[event.key] ?? 0);
      if (event.key === 'Home') to = 0;
      else if (event.key === 'End') to = this.#episodes.length - 1;
      else if (!(event.key in STEPS)) return;
      event.preventDefault();
      this.#choose(to);
    });
    const pointed = (event) => {
      const i = this.#cells.indexOf(event.target);
      if (i >= 0) this.#choose(i);
    };
    timeline.addEventListener('pointermove', pointed);
    timeline.addEventListener('pointerdown', pointed);
    timeline.addEventListener('pointerleave', () => {
      this.#choose(document.activeElement === timeline ? this.#index() : null);
    });
    episodes.addEventListener('toggle', () => this.#drawList());
  }
}

// Elements are used again, so that nothing flickers and focus and scrolling stay.
function resize(elements, length, create) {
  while (elements.length < length) elements.push(create());
  while (elements.length > length) elements.pop().remove();
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function set(element, property, value) {
  if (element.style.getPropertyValue(property) !== value) element.style.setProperty(property, value);
}
