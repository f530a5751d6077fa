// The live page. Wearer ids and activities are untrusted: insert them as text only.

import { Episodes } from './episodes.js';
import { subscribe } from './subscription.js';
import { clockTime, counted, duration, isolated, lasting, named, percent, timeOfDay } from './texts.js';
import { Timeline } from './timeline.js';

const SLOT = 5_000;
const SLOTS = 60;
// The segment that has just ended is not classified yet.
const LABEL_DELAY = 1_500;
const SILENT_AFTER = 30_000;
const LEAST_SKEW_SHOWN = 120_000;
const LOW_COVERAGE = 0.8;
const SNAPSHOT_TIMEOUT = 20_000;
// The server sends a status every 5 s.
const STATUS_OLD_AFTER = 15_000;
const HOUR = 3_600_000;
// Many wearers may appear at the same time.
const PAST_AFTER = 1_000;
// The timelines move in steps of this share of their length.
const TIMELINE_STEPS = 240;

const byId = (id) => document.getElementById(id);
const page = {
  summary: byId('summary'),
  connection: byId('connection'),
  connectionText: byId('connection-text'),
  notice: byId('notice'),
  labelsOnly: byId('labels-only'),
  legend: byId('legend'),
  range: byId('range'),
  filter: byId('filter'),
  empty: byId('empty'),
  cards: byId('cards'),
  announcer: byId('announcer'),
  card: byId('card'),
  candidate: byId('candidate'),
};

const wearers = new Map();
// By wearer, also of those who have no label now.
const episodes = new Map();
const dirty = new Set();
// Wearers with a card, in the order of the cards.
const sorted = [];
const changes = new Map();
const order = new Intl.Collator(undefined, { numeric: true });
let clockOffset = 0;
let forgetAfter = 600_000;
let source = { ready: false, detail: '' };
// 'waiting', 'live', or why there is no connection: 'connection', 'login', 'full'.
let connection = 'waiting';
// When the last status came, by this computer's clock.
let statusAt = 0;
// Whether a snapshot was taken since labels may have been missed.
let complete = false;

const now = () => Date.now() + clockOffset;

// ---- Texts ----

function minutesAndSeconds(segments) {
  const seconds = segments * SLOT / 1000;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

// ---- Colors ----
// Neighbors in the alphabet (walking, walking on a treadmill) get hues far apart.

const GOLDEN_ANGLE = 137.508;
let palette = new Map();

// The activities that the model knows.
const knownOf = (labeled) =>
  labeled.filter(({ status }) => !(status in PATTERNS)).map(({ activity }) => activity);

function learn(activities) {
  if (activities.every((activity) => palette.has(activity))) return;
  const all = [...new Set([...palette.keys(), ...activities])].sort();
  palette = new Map(all.map((activity, i) => [activity, {
    hue: String(Math.round((40 + i * GOLDEN_ANGLE) % 360)), tone: `tone-${i % 3}`,
  }]));
  for (const wearer of wearers.values()) {
    wearer.card?.repaint();
    dirty.add(wearer);
  }
}

// Unknown and not worn have patterns in place of colors.
const PATTERNS = { UNKNOWN: 'unknown', NOT_WORN: 'not-worn' };

function paint(element, activity, status = 'KNOWN') {
  element.classList.remove('hue', 'tone-0', 'tone-1', 'tone-2', 'unknown', 'not-worn');
  if (status in PATTERNS) {
    element.classList.add(PATTERNS[status]);
    return;
  }
  const color = palette.get(activity);
  if (!color) return;
  element.classList.add('hue', color.tone);
  element.style.setProperty('--hue', color.hue);
}

// ---- Wearers ----

class Wearer {
  constructor(id) {
    this.id = id;
    this.slots = new Map();
    this.latest = null;
    this.receivedAt = 0;
    this.card = null;
  }

  // As in LabelHistory: of overlapping segments, a slot shows the last one.
  take(segment) {
    const at = Math.floor(segment.start / SLOT);
    if (this.slots.get(at)?.start > segment.start) return;
    this.slots.set(at, segment);
    if (this.slots.size <= 2 * SLOTS) return;
    const newest = Math.max(...this.slots.keys());
    for (const slot of this.slots.keys()) {
      if (slot <= newest - SLOTS) this.slots.delete(slot);
    }
  }

  label(label) {
    this.receivedAt = Math.max(this.receivedAt, label.receivedAt);
    if (!this.latest || label.segment.start >= this.latest.segment.start) {
      // An episode tells it without those changes that are mistakes.
      if (this.latest && this.latest.segment.activity !== label.segment.activity && !this.episodes.latest) {
        changes.set(this.id, label.segment.activity);
      }
      this.latest = label;
      this.episodes.see(label.segment, label.group);
    }
    this.take(label.segment);
    learn([...knownOf([label.segment]), ...Object.keys(label.probabilities)]);
  }

  // How far this wearer's clock is behind, if by more than a label's usual delay.
  get skew() {
    const behind = this.receivedAt - this.latest.segment.end;
    return Math.abs(behind) > LEAST_SKEW_SHOWN ? behind : 0;
  }

  get silence() {
    return now() - this.receivedAt;
  }

  get silent() {
    return this.silence > SILENT_AFTER;
  }

  get episodes() {
    return episodesOf(this.id);
  }

  // The app's episodes.max-gap decides whether a silent wearer's episode is over, and the page does not know it.
  get inEpisode() {
    return this.episodes.continues && !this.silent;
  }

  get lastSlot() {
    return Math.floor((now() - this.skew - LABEL_DELAY) / SLOT) - 1;
  }

  get timelineEnd() {
    const step = timelineSpan() / TIMELINE_STEPS;
    return Math.ceil((now() - this.skew) / step) * step;
  }
}

function takeLabel(label, fromSnapshot = false) {
  let wearer = wearers.get(label.wearer);
  if (!wearer) {
    wearer = new Wearer(label.wearer);
    wearers.set(label.wearer, wearer);
    // Someone who returns: this page has forgotten their episodes.
    if (!fromSnapshot) refreshEpisodesSoon();
  }
  wearer.label(label);
  dirty.add(wearer);
  draw();
}

const timelineSpan = () => Number(page.range.value) * HOUR;

function episodesOf(id) {
  let known = episodes.get(id);
  if (!known) {
    known = new Episodes();
    episodes.set(id, known);
  }
  return known;
}

function takeEpisode({ wearer: id, episode }) {
  const known = episodesOf(id);
  const before = known.latest;
  if (known.put(episode) && before) changes.set(id, episode.activity);
  redrawEpisodes(id);
}

function redrawEpisodes(id) {
  const wearer = wearers.get(id);
  if (!wearer) return;
  learn(knownOf(wearer.episodes.all));
  if (wearer.card) wearer.card.timelineEnd = null;
  dirty.add(wearer);
  draw();
}

// Wearers without episodes in the answer keep theirs: a server that has just started does not know them yet.
function takeEpisodes(answer) {
  const answered = new Set(answer.wearers.map((each) => each.wearer));
  for (const id of episodes.keys()) {
    if (!answered.has(id) && !wearers.has(id)) episodes.delete(id);
  }
  for (const each of answer.wearers) {
    episodesOf(each.wearer).replaceAll(each.episodes);
    redrawEpisodes(each.wearer);
  }
}

function takeSnapshot(snapshot) {
  clockOffset = snapshot.now - Date.now();
  forgetAfter = snapshot.forgetAfterMillis;
  // Other wearers stay: a server that has just started does not know them yet. Silence removes them.
  for (const each of snapshot.wearers) {
    takeLabel(each.latest, true);
    const wearer = wearers.get(each.latest.wearer);
    wearer.receivedAt = Math.max(wearer.receivedAt, each.receivedAt);
    each.history.forEach((segment) => wearer.take(segment));
    learn([...new Set(knownOf(each.history))]);
  }
  changes.clear();
  draw();
}

function forget(wearer) {
  if (wearer.card) {
    wearer.card.remove();
    sorted.splice(sorted.indexOf(wearer), 1);
  }
  wearers.delete(wearer.id);
  episodes.delete(wearer.id);
  dirty.delete(wearer);
  changes.delete(wearer.id);
  draw();
}

// ---- A wearer's card ----

class Card {
  constructor(wearer) {
    this.wearer = wearer;
    this.item = page.card.content.firstElementChild.cloneNode(true);
    const part = (name) => this.item.querySelector(`.${name}`);
    this.article = part('card');
    this.parts = Object.fromEntries(
      ['id', 'age', 'swatch', 'activity', 'with', 'confidence', 'episode', 'what', 'lasts', 'top3', 'strip',
        'detail', 'shares', 'coverage', 'model'].map((name) => [name, part(name)]));
    this.parts.id.textContent = wearer.id;
    this.parts.id.title = wearer.id;
    this.parts.strip.setAttribute('aria-label', `Last 5 minutes of ${wearer.id}`);
    this.candidates = [0, 1, 2].map(() => {
      const item = page.candidate.content.firstElementChild.cloneNode(true);
      this.parts.top3.append(item);
      return {
        item,
        name: item.querySelector('.name'),
        bar: item.querySelector('.bar span'),
        percent: item.querySelector('.percent'),
      };
    });
    this.cells = [];
    this.lastSlot = null;
    this.chosen = null;
    this.timeline = new Timeline(wearer.id, this.item, paint);
    this.timelineEnd = null;
    this.inEpisode = false;
    this.listen();
    this.show();
  }

  remove() {
    this.item.remove();
  }

  show() {
    this.item.hidden = !this.wearer.id.toLowerCase().includes(page.filter.value.trim().toLowerCase());
  }

  repaint() {
    for (const cell of this.cells) cell.segment = undefined;
    this.timelineEnd = null;
  }

  draw() {
    const { latest } = this.wearer;
    const { segment } = latest;
    const parts = this.parts;
    const known = !(segment.status in PATTERNS);
    paint(parts.swatch, segment.activity, segment.status);
    parts.activity.textContent = named(segment.activity);
    parts.activity.title = named(segment.activity);
    // Confidence is that of the model's first guess, which is not what the label says.
    parts.with.hidden = !known;
    parts.confidence.textContent = known ? percent(segment.confidence) : '';
    parts.top3.classList.toggle('void', segment.status === 'NOT_WORN');
    const best = Object.entries(latest.probabilities).sort((a, b) => b[1] - a[1]).slice(0, 3);
    this.candidates.forEach((candidate, i) => {
      candidate.item.hidden = i >= best.length;
      if (i >= best.length) return;
      const [activity, probability] = best[i];
      candidate.name.textContent = named(activity);
      candidate.percent.textContent = percent(probability);
      candidate.bar.style.setProperty('--share', String(probability));
      paint(candidate.bar, activity);
    });
    parts.coverage.textContent = `coverage ${percent(segment.coverage)}`;
    parts.coverage.classList.toggle('low', segment.coverage < LOW_COVERAGE);
    parts.model.textContent = `model ${latest.model}`;
    parts.model.title = latest.model;
    this.drawStrip();
    this.drawTimeline();
    this.drawAge();
  }

  drawTimeline() {
    const { episodes: { all, latest }, timelineEnd, inEpisode } = this.wearer;
    const { episode, what, lasts } = this.parts;
    const long = latest ? `for ${lasting(latest.until - latest.start)}` : '';
    if (lasts.textContent !== long) lasts.textContent = long;
    if (this.timelineEnd === timelineEnd && this.inEpisode === inEpisode) return;
    this.timelineEnd = timelineEnd;
    this.inEpisode = inEpisode;
    let text = 'No episode yet';
    if (latest) {
      const time = now() - this.wearer.skew;
      let at = `last seen ${timeOfDay(latest.until, time)}`;
      if (latest.end !== null) at = `until ${timeOfDay(latest.end, time)}`;
      else if (inEpisode) at = `since ${timeOfDay(latest.start, time)}`;
      text = `${isolated(named(latest.activity))} ${at}`;
    }
    what.textContent = text;
    what.title = text;
    paint(episode.firstElementChild, latest?.activity, latest?.status);
    this.timeline.draw(all, inEpisode, timelineEnd, timelineSpan(), page.range.selectedOptions[0].textContent);
  }

  drawAge() {
    const { wearer } = this;
    const { silent } = wearer;
    let text;
    if (silent) text = `silent for ${duration(wearer.silence)}`;
    else if (wearer.skew > 0) text = `clock ${duration(wearer.skew)} behind`;
    else if (wearer.skew < 0) text = `clock ${duration(-wearer.skew)} ahead`;
    else text = `${duration(now() - wearer.latest.segment.end)} ago`;
    if (this.parts.age.textContent !== text) this.parts.age.textContent = text;
    this.article.classList.toggle('silent', silent);
  }

  // Moves cells instead of repainting them: hundreds of strips move at the same time.
  drawStrip() {
    const last = this.wearer.lastSlot;
    if (this.lastSlot === null || last < this.lastSlot || last - this.lastSlot >= SLOTS) {
      this.cells = Array.from({ length: SLOTS }, () => ({ element: document.createElement('span') }));
      this.parts.strip.replaceChildren(...this.cells.map((cell) => cell.element));
    } else {
      for (let step = this.lastSlot; step < last; step++) {
        const cell = this.cells.shift();
        cell.segment = undefined;
        this.cells.push(cell);
        this.parts.strip.append(cell.element);
      }
    }
    this.lastSlot = last;
    this.cells.forEach((cell, i) => {
      const segment = this.wearer.slots.get(last - SLOTS + 1 + i) ?? null;
      if (cell.segment === segment) return;
      cell.segment = segment;
      paint(cell.element, segment?.activity, segment?.status);
      cell.element.title = this.describe(i);
    });
    this.cells.forEach((cell, i) => {
      const next = this.cells[i + 1];
      const change = Boolean(next) && cell.segment?.activity !== next.segment?.activity;
      if (cell.change === change) return;
      cell.change = change;
      cell.element.classList.toggle('change', change);
    });
    this.drawShares();
    this.drawDetail();
  }

  describe(i) {
    const { segment } = this.cells[i];
    if (!segment) {
      const start = (this.lastSlot - SLOTS + 1 + i) * SLOT;
      return `${clockTime.format(start)} · no label`;
    }
    const confidence = segment.status in PATTERNS ? '' : ` ${percent(segment.confidence)}`;
    return `${clockTime.format(segment.start)} · ${isolated(named(segment.activity))}${confidence}`
      + ` · coverage ${percent(segment.coverage)}`;
  }

  drawShares() {
    const counts = new Map();
    for (const { segment } of this.cells) {
      if (segment) counts.set(segment.activity, (counts.get(segment.activity) ?? 0) + 1);
    }
    const text = [...counts].sort((a, b) => b[1] - a[1])
      .map(([activity, count]) => `${isolated(named(activity))} ${minutesAndSeconds(count)}`).join('\u00a0· ');
    if (this.parts.shares.textContent === text) return;
    this.parts.shares.textContent = text;
    this.parts.shares.title = text;
  }

  choose(i) {
    this.chosen = i === null ? null : Math.min(SLOTS - 1, Math.max(0, i));
    this.drawDetail();
  }

  drawDetail() {
    const { strip, detail } = this.parts;
    strip.querySelector('.chosen')?.classList.remove('chosen');
    this.article.classList.toggle('reading', this.chosen !== null);
    const i = this.chosen ?? SLOTS - 1;
    const text = this.describe(i);
    strip.setAttribute('aria-valuenow', String(i + 1));
    strip.setAttribute('aria-valuetext', text);
    if (this.chosen === null) return;
    this.cells[i].element.classList.add('chosen');
    detail.textContent = text;
  }

  listen() {
    const { strip } = this.parts;
    const steps = {
      ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12,
      Home: -SLOTS, End: SLOTS,
    };
    strip.addEventListener('focus', () => this.choose(this.chosen ?? SLOTS - 1));
    strip.addEventListener('blur', () => this.choose(null));
    strip.addEventListener('keydown', (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault();
      this.choose((this.chosen ?? SLOTS - 1) + steps[event.key]);
    });
    const pointed = (event) => {
      const i = this.cells.findIndex((cell) => cell.element === event.target);
      if (i >= 0) this.choose(i);
    };
    strip.addEventListener('pointermove', pointed);
    strip.addEventListener('pointerdown', pointed);
    strip.addEventListener('pointerleave', () => {
      this.choose(document.activeElement === strip ? SLOTS - 1 : null);
    });
  }
}

// ---- Drawing: at most once a frame, for any number of labels ----

let drawing = false;

function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    for (const wearer of dirty) {
      if (!wearer.card) addCard(wearer);
      wearer.card.draw();
    }
    dirty.clear();
    drawSummary();
    if (!page.legend.hasChildNodes()) drawLegend();
  });
}

function addCard(wearer) {
  wearer.card = new Card(wearer);
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (order.compare(sorted[middle].id, wearer.id) < 0) from = middle + 1;
    else to = middle;
  }
  page.cards.insertBefore(wearer.card.item, sorted[from]?.card.item ?? null);
  sorted.splice(from, 0, wearer);
}

function drawSummary() {
  const shown = [...wearers.values()].filter((wearer) => wearer.card && !wearer.card.item.hidden);
  const all = counted(wearers.size, 'wearer', 'wearers');
  page.summary.textContent =
    shown.length === wearers.size ? all : `${shown.length} of ${all}`;
  page.empty.hidden = shown.length > 0;
  if (shown.length > 0) return;
  page.empty.textContent = wearers.size > 0
    ? 'No wearer’s id contains this text.'
    : 'No labels yet. The first one will appear here.';
}

function drawLegend() {
  const counts = new Map();
  const statuses = new Map();
  for (const wearer of wearers.values()) {
    for (const { activity, status } of wearer.slots.values()) {
      if (!counts.has(activity)) counts.set(activity, 0);
      statuses.set(activity, status);
    }
    const { activity, status } = wearer.latest.segment;
    counts.set(activity, (counts.get(activity) ?? 0) + 1);
    statuses.set(activity, status);
  }
  const wanted = [...counts].sort((a, b) => order.compare(a[0], b[0]));
  const text = JSON.stringify([wanted, palette.size]);
  if (page.legend.dataset.shown === text) return;
  page.legend.dataset.shown = text;
  page.legend.replaceChildren(...wanted.map(([activity, count]) => {
    const item = document.createElement('li');
    const swatch = document.createElement('span');
    swatch.className = 'swatch';
    paint(swatch, activity, statuses.get(activity));
    const name = document.createElement('span');
    name.className = 'name';
    name.textContent = named(activity);
    name.title = named(activity);
    const number = document.createElement('span');
    number.className = 'count';
    number.textContent = count > 0 ? String(count) : '';
    item.classList.toggle('past', count === 0);
    item.append(swatch, name, number);
    return item;
  }));
  letKeysScrollLegend();
}

// On a phone, the legend scrolls sideways.
function letKeysScrollLegend() {
  if (page.legend.scrollWidth > page.legend.clientWidth) page.legend.tabIndex = 0;
  else page.legend.removeAttribute('tabindex');
}

new ResizeObserver(letKeysScrollLegend).observe(page.legend);

const LOST = {
  connection: {
    text: 'Reconnecting',
    notice: 'The connection to the dashboard is lost. The labels below may be old. Reconnecting.',
  },
  login: { text: 'Logged out', notice: 'You are logged out. Reload the page to log in again.' },
  full: {
    text: 'Too many pages',
    notice: 'The dashboard sends labels to too many browsers already. This page tries again.',
  },
};

function drawConnection() {
  let state = 'live';
  let text = 'Live';
  let notice = '';
  if (connection === 'waiting') {
    state = 'waiting';
    text = 'Connecting';
  } else if (connection !== 'live') {
    state = 'lost';
    ({ text, notice } = LOST[connection]);
  } else if (!source.ready) {
    state = 'waiting';
    text = 'Waiting for Kafka';
    notice = `No labels can be read: ${source.detail}.`;
  }
  page.connection.dataset.state = state;
  page.connectionText.textContent = text;
  page.notice.hidden = notice === '';
  if (page.notice.textContent !== notice) page.notice.textContent = notice;
  drawLabelsOnly();
}

// Says plainly why there are no episodes, or that they are old.
function drawLabelsOnly() {
  const { episodes: of } = source;
  const missing = connection === 'live' && of && !of.ready;
  const any = [...episodes.values()].some((known) => known.latest);
  const text = missing
    ? `${any ? 'The episodes may be old' : 'Labels only, without episodes'}: ${of.detail}.` : '';
  document.body.classList.toggle('without-episodes', Boolean(missing) && !any);
  page.labelsOnly.hidden = text === '';
  if (page.labelsOnly.textContent !== text) page.labelsOnly.textContent = text;
}

// Announce changes to screen readers, but never a hundred at the same time.
setInterval(() => {
  const announced = [...changes].filter(([id]) => !wearers.get(id)?.card?.item.hidden);
  changes.clear();
  if (announced.length === 0) return;
  page.announcer.textContent = announced.length > 3
    ? `${announced.length} wearers changed what they do.`
    : announced.map(([id, activity]) => `${id}: ${named(activity)}.`).join(' ');
}, 5_000);

// Without a connection, after this computer has slept, and until the labels that were missed are here, it is not
// the wearer who is silent.
const knowsWhoIsSilent = () =>
  connection === 'live' && complete && !pending && Date.now() - statusAt < STATUS_OLD_AFTER;

setInterval(() => {
  const forgets = knowsWhoIsSilent();
  for (const wearer of [...wearers.values()]) {
    if (forgets && wearer.silence > forgetAfter) {
      forget(wearer);
    } else if (wearer.card) {
      wearer.card.drawAge();
      wearer.card.drawTimeline();
      if (wearer.lastSlot !== wearer.card.lastSlot) wearer.card.drawStrip();
    }
  }
  drawLegend();
}, 1_000);

page.range.addEventListener('change', () => {
  for (const { card } of wearers.values()) {
    if (!card) continue;
    card.timelineEnd = null;
    card.drawTimeline();
  }
  refresh();
});

page.filter.addEventListener('input', () => {
  for (const wearer of wearers.values()) wearer.card?.show();
  drawSummary();
});

// ---- The stream ----
// Labels and episodes that arrive during the snapshot's request are added after it, so that none is lost.

let pending = null;
let again = false;
let soon = null;

async function refresh() {
  complete = false;
  if (pending) {
    again = true;
    return;
  }
  pending = [];
  again = false;
  try {
    const response = await fetch('api/wearers', { signal: AbortSignal.timeout(SNAPSHOT_TIMEOUT) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    takeSnapshot(await response.json());
    complete = !again;
    await refreshEpisodes();
  } catch (error) {
    console.warn('cannot fetch the wearers', error);
    again = connection === 'live';
  } finally {
    const messages = pending;
    pending = null;
    messages.forEach(take);
  }
  if (again) setTimeout(refresh, 1_000);
}

async function refreshEpisodes() {
  if (!source.episodes?.enabled) return;
  const response = await fetch(`api/episodes?hours=${page.range.value}`, {
    signal: AbortSignal.timeout(SNAPSHOT_TIMEOUT),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  takeEpisodes(await response.json());
}

function refreshEpisodesSoon() {
  soon ??= setTimeout(async () => {
    soon = null;
    if (pending) {
      // That request may be older than the wearer.
      refreshEpisodesSoon();
      return;
    }
    pending = [];
    try {
      await refreshEpisodes();
    } catch (error) {
      console.warn('cannot fetch the episodes', error);
    } finally {
      const messages = pending;
      pending = null;
      messages.forEach(take);
    }
    if (again) refresh();
  }, PAST_AFTER);
}

function take(message) {
  if (message.type === 'label') takeLabel(message.label);
  else takeEpisode(message.episode);
}

function takeStatus({ status, clockOffset: offset }) {
  const missed = connection === 'live' && Date.now() - statusAt > STATUS_OLD_AFTER;
  statusAt = Date.now();
  source = status;
  clockOffset = offset;
  connect('live');
  // The computer has slept, and the connection is still there.
  if (missed) refresh();
  drawConnection();
}

function connect(to) {
  if (connection === to) return;
  connection = to;
  // Labels may have been missed.
  if (to === 'live') refresh();
}

subscribe((message) => {
  switch (message.type) {
    case 'status':
      takeStatus(message);
      break;
    case 'label':
    case 'episode':
      if (pending) pending.push(message);
      else take(message);
      break;
    case 'refresh':
      refresh();
      break;
    case 'lost':
      connect(message.reason);
      drawConnection();
      break;
    case 'paused':
      connect('waiting');
      drawConnection();
      break;
  }
});
