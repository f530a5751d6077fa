// A shared worker: one stream for all pages of a browser. A browser opens at most six connections to a
// server, so with a stream for each page, the seventh page would wait forever.

import { Stream } from './stream.js';

const pages = new Set();
// What a page needs that joins later: the last status, or why there is none.
let state = null;

const stream = new Stream((message) => {
  if (message.type === 'status' || message.type === 'lost') state = message;
  for (const page of pages) page.postMessage(message);
});

function join(page) {
  pages.add(page);
  if (state) page.postMessage(state);
  stream.open();
}

function leave(page) {
  pages.delete(page);
  if (pages.size > 0) return;
  stream.close();
  state = null;
}

addEventListener('connect', ({ ports: [page] }) => {
  page.addEventListener('message', ({ data }) => (data === 'join' ? join(page) : leave(page)));
  // For pages that crash. Not every browser has this event; there, the worker ends with the last page.
  page.addEventListener('close', () => leave(page));
  page.start();
});
