// Shows any two sessions theme by theme; reads the data of each from a script of its own, the choice from the address.
"use strict";
(() => {
  const form = document.getElementById("choice");
  const result = document.getElementById("result");
  const status = document.getElementById("status");
  const root = form.dataset.root === "." ? "" : `${form.dataset.root.replace(/\/$/, "")}/`;
  const names = window.stanceshift.labels[form.dataset.language];
  const known = new Map(names.sessions.map((entry) => [entry[0], entry]));
  const fields = { a: form.elements.namedItem("a"), b: form.elements.namedItem("b"), theme: form.elements.namedItem("theme") };

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  for (const select of [fields.a, fields.b]) {
    const groups = new Map();
    for (const [id, series, name] of names.sessions) {
      if (!groups.has(series)) {
        const group = document.createElement("optgroup");
        group.label = names.series[series];
        groups.set(series, group);
        select.append(group);
      }
      groups.get(series).append(new Option(name, id));
    }
  }
  for (const [id, name] of names.themes) fields.theme.append(new Option(name, id));
  const query = new URLSearchParams(location.search);
  const choose = (field, wanted, fallback) => {
    const values = [...field.options].map((option) => option.value);
    field.value = values.includes(wanted) ? wanted : fallback;
  };
  choose(fields.a, query.get("a"), form.dataset.a);
  choose(fields.b, query.get("b"), form.dataset.b);
  choose(fields.theme, query.get("theme"), "");

  const load = (session) =>
    new Promise((resolve) => {
      const loaded = () => (window.stanceshift.sessions || {})[session] || null;
      if (loaded()) return resolve(loaded());
      const script = document.createElement("script");
      script.src = `${root}data/compare/${session}.js`;
      script.onload = () => resolve(loaded());
      script.onerror = () => resolve(null);
      document.head.append(script);
    });

  const labelled = ([page, anchor, act, direction, force, holder]) => {
    const stance = { against: "critical", for: "supportive", none: "neutral" }[direction];
    const glyph = make("span", "glyph", names.glyphs[direction]);
    glyph.setAttribute("aria-hidden", "true");
    const name = `${names.acts[act]}${force === 1 ? "" : `, ${names.force[force]}`}`;
    const who = holder === "joint" ? null : make("span", "holder", names.holders[holder]);
    return make("span", "said-label", make("span", `act ${stance}`, glyph, ` ${name}`), " ", who, " ");
  };

  // One sentence with all its positions: their labels, then the words with every verb marked.
  const words = (entries, language) => {
    const [page, anchor, , , , , sentence] = entries[0];
    const pieces = [];
    let done = 0;
    for (const entry of [...entries].sort((one, other) => one[7] - other[7])) {
      const [start, end] = [Math.max(entry[7], done), entry[8]];
      if (end <= start) continue;
      const stance = { against: "critical", for: "supportive", none: "neutral" }[entry[3]];
      pieces.push(sentence.slice(done, start), make("b", `verb ${stance}`, sentence.slice(start, end)));
      done = end;
    }
    const quote = make("q", "words", ...pieces, sentence.slice(done));
    quote.lang = language;
    const link = make("a", "source", `§\u00a0${anchor.replace(/^p(\d+).*/, "$1")}`);
    link.href = `${page}#${anchor}`;
    return make("li", "", ...entries.map(labelled), quote, " ", link);
  };

  const bySentence = (positions) => {
    const groups = new Map();
    for (const entry of positions) {
      const key = `${entry[0]}#${entry[1].replace(/-k\d+$/, "")}`;
      groups.set(key, [...(groups.get(key) || []), entry]);
    }
    return [...groups.values()];
  };

  const side = (session, data, theme) => {
    const entry = data.t[theme];
    const head = make("p", "when", known.get(session)[2]);
    if (data.k === "digest") head.append(" ", make("span", "digest", names.words["digest.mark"]));
    const block = make("div", "", head);
    if (!entry) {
      block.append(make("p", "silent", names.words[data.full ? "status.absent" : "status.unknown"]));
      return block;
    }
    const [, stance, strength, positions] = entry;
    if (stance) {
      const glyph = make("span", "glyph", names.stance_glyphs[stance]);
      glyph.setAttribute("aria-hidden", "true");
      const value = strength === null ? "" : `, ${names.words["compare.strength"]} ${strength.toFixed(1).replace("-", "−")}`;
      block.append(make("p", "small", make("span", `act ${stance}`, glyph, ` ${names.stance[stance]}`), value));
    }
    block.append(make("ul", "", ...bySentence(positions).map((entries) => words(entries, data.l))));
    return block;
  };

  const section = (theme, name, a, b, first, second) => {
    const heading = make("h2", "", name);
    const both = make("div", "both", side(a, first, theme), side(b, second, theme));
    const block = make("section", "compare-theme", heading, both);
    for (const series of new Set([known.get(a)[1], known.get(b)[1]])) {
      if (!names.pages[series].includes(theme)) continue;
      const link = make("a", "", `${names.words["compare.open"]} (${names.series[series]})`);
      link.href = `themes/${series}/${theme}.html`;
      block.append(make("p", "small", link));
    }
    return block;
  };

  let turn = 0;
  const show = async () => {
    const own = ++turn;
    const [a, b, theme] = [fields.a.value, fields.b.value, fields.theme.value];
    const choice = new URLSearchParams({ a, b, ...(theme ? { theme } : {}) });
    history.replaceState(null, "", `${location.pathname}?${choice}${location.hash}`);
    if (a === b) {
      result.replaceChildren();
      status.textContent = names.words["compare.same"];
      return;
    }
    const [first, second] = await Promise.all([load(a), load(b)]);
    if (own !== turn) return;
    if (!first || !second) {
      status.textContent = names.words["compare.missing"];
      return;
    }
    const shown = names.themes.filter(([id]) => (theme ? id === theme : first.t[id] || second.t[id]));
    const said = shown.filter(([id]) => first.t[id] || second.t[id]);
    result.replaceChildren(...shown.map(([id, name]) => section(id, name, a, b, first, second)));
    status.textContent = said.length ? "" : names.words["compare.nothing"];
  };
  form.hidden = false;
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
