// Keeps the live part of the first page up to date. Without scripts the page shows what was so when it was opened.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live || !("EventSource" in window)) return;
  const source = new EventSource(`/happening?lang=${live.dataset.language}`);
  source.onmessage = (message) => {
    const { news, counts } = JSON.parse(message.data);
    document.getElementById("quiet").hidden = news.length > 0;
    document.getElementById("news").replaceChildren(...news.map(({ time, text }) => {
      const item = document.createElement("li");
      const at = document.createElement("time");
      at.textContent = time;
      const words = document.createElement("span");
      words.textContent = text;
      item.append(at, " ", words);
      return item;
    }));
    document.getElementById("counts").replaceChildren(...counts.map(({ label, count }) => {
      const pair = document.createElement("div");
      const term = document.createElement("dt");
      term.textContent = label;
      const value = document.createElement("dd");
      value.textContent = count;
      pair.append(term, value);
      return pair;
    }));
  };
})();
