// Keeps the live part of the first page up to date. Without scripts the page shows what was so when it was opened.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live || !("EventSource" in window)) return;
  const words = live.dataset;
  const byId = (id) => document.getElementById(id);
  const SPOKEN_EVERY_MS = 30_000; // a screen reader is told how much is new, at most so often
  const RETRY_MS = 60_000;
  let source = null;
  let paused = false;
  let retry = 0;
  let unspoken = 0;
  let speaking = 0;

  const say = (state) => { byId("state").textContent = words[state]; };

  const speak = () => {
    speaking = 0;
    if (!unspoken) return;
    byId("spoken").textContent = words.spoken.replace("{count}", unspoken);
    unspoken = 0;
    speaking = setTimeout(speak, SPOKEN_EVERY_MS);
  };

  const itemOf = ({ id, time, parts }) => {
    const item = document.createElement("li");
    item.dataset.id = id;
    const at = document.createElement("time");
    at.textContent = time;
    const sentence = document.createElement("span");
    for (const { text, name } of parts) {
      const part = document.createElement("span");
      if (name) part.lang = "ja";
      part.textContent = text;
      sentence.append(part);
    }
    item.append(at, " ", sentence);
    return item;
  };

  const show = ({ news, counts, since }) => {
    const list = byId("news");
    const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
    list.replaceChildren(...news.map((each) => known.get(each.id) ?? itemOf(each)));
    byId("quiet").hidden = news.length > 0;
    byId("since").textContent = since;
    [...byId("counts").children].forEach((pair, index) => {
      const value = pair.querySelector("dd");
      if (value.textContent !== counts[index].count) value.textContent = counts[index].count;
    });
    unspoken += news.filter(({ id }) => !known.has(id)).length;
    if (!speaking) speak();
  };

  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };

  const open = () => {
    close();
    source = new EventSource(`/happening?lang=${words.language}`);
    source.onopen = () => say("on");
    source.onmessage = (message) => show(JSON.parse(message.data));
    source.addEventListener("busy", () => { close(); say("busy"); });
    source.onerror = () => {
      say("lost");
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    };
  };

  const label = () => { byId("pause").textContent = paused ? words.resume : words.pause; };

  byId("pause").addEventListener("click", () => {
    paused = !paused;
    label();
    if (paused) { close(); say("paused"); } else { open(); }
  });
  document.addEventListener("visibilitychange", () => {
    if (paused) return;
    if (document.hidden) close(); else open();
  });

  label();
  say("on");
  byId("line").hidden = false;
  open();
})();
