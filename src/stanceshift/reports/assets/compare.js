// Shows any two sessions, or whole series, theme by theme; reads the data of each from a script of its own, the choice from the address.
"use strict";
(() => {
  const form = document.getElementById("choice");
  const result = document.getElementById("result");
  const status = document.getElementById("status");
  const overview = document.getElementById("summary");
  const root = form.dataset.root === "." ? "" : `${form.dataset.root.replace(/\/$/, "")}/`;
  const names = window.stanceshift.labels[form.dataset.language];
  const known = new Map(names.sessions.map((entry) => [entry[0], entry]));
  const fields = { a: form.elements.namedItem("a"), b: form.elements.namedItem("b"), theme: form.elements.namedItem("theme"), holder: form.elements.namedItem("holder") };

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  const nameOf = (choice) => {
    const [, series, name] = known.get(choice);
    return `${names.series[series]}, ${name}`;
  };

  for (const select of [fields.a, fields.b]) {
    const groups = new Map();
    for (const [id, series] of names.sessions) {
      if (!groups.has(series)) {
        const group = document.createElement("optgroup");
        group.label = names.series[series];
        groups.set(series, group);
        select.append(group);
      }
      groups.get(series).append(new Option(nameOf(id), id));
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
  choose(fields.holder, query.get("holder"), "");

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
    const [session, spoken, digest] = entries[0].slice(9);
    const quote = make("q", "words", ...pieces, sentence.slice(done));
    quote.lang = spoken || language;
    const date = session ? `${known.get(session)[2]}, ` : "";
    const link = make("a", "source", `${date}§\u00a0${anchor.replace(/^p(\d+).*/, "$1")}`);
    link.href = `${page}#${anchor}`;
    const mark = digest ? make("span", "digest-short", names.words["digest.source"]) : "";
    return make("li", "", ...entries.map(labelled), quote, " ", link, " ", mark);
  };

  const bySentence = (positions) => {
    const groups = new Map();
    for (const entry of positions) {
      const key = `${entry[0]}#${entry[1].replace(/-k\d+$/, "")}`;
      groups.set(key, [...(groups.get(key) || []), entry]);
    }
    return [...groups.values()];
  };

  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, key) => values[key]);
  const isSaid = (data, theme, holder) =>
    Boolean(data.t[theme]) && (!holder || data.t[theme][3].some((entry) => entry[5] === holder));

  const side = (session, data, theme, holder) => {
    const head = make("p", "when", nameOf(session));
    if (data.k === "digest") head.append(" ", make("span", "digest", names.words["digest.mark"]));
    const block = make("div", "", head);
    if (!isSaid(data, theme, holder)) {
      const unseen = data.n ? "compare.unseen" : "status.unknown";
      const word = data.t[theme] ? "compare.none" : data.full ? "status.absent" : unseen;
      block.append(make("p", "silent", names.words[word]));
      return block;
    }
    const [, stance, strength, positions] = data.t[theme];
    if (data.n) {
      const [n, first, last] = data.n[theme];
      const values = { n, texts: data.texts, first: known.get(first)[2], last: known.get(last)[2] };
      block.append(make("p", "small", fill(names.words["compare.span"], values)));
    } else if (stance) {
      const glyph = make("span", "glyph", names.stance_glyphs[stance]);
      glyph.setAttribute("aria-hidden", "true");
      const value = strength === null ? "" : `, ${names.words["compare.strength"]} ${strength.toFixed(1).replace("-", "−")}`;
      block.append(make("p", "small", make("span", `act ${stance}`, glyph, ` ${names.stance[stance]}`), value));
    }
    const shown = positions.filter((entry) => !holder || entry[5] === holder);
    block.append(make("ul", "", ...bySentence(shown).map((entries) => words(entries, data.l))));
    return block;
  };

  // Which themes only one of the two mentions, and which both, each leading to its place below.
  const summary = (themes, a, b, first, second, holder) => {
    const parts = { a: [], b: [], both: [] };
    for (const [id, name] of themes) {
      const [here, there] = [isSaid(first, id, holder), isSaid(second, id, holder)];
      const link = make("a", "", name);
      link.href = `#theme-${id}`;
      parts[here && there ? "both" : here ? "a" : "b"].push(link);
    }
    const line = (label, links) =>
      make("div", "", make("dt", "", label), make("dd", "", ...(links.length ? links.flatMap((link, i) => (i ? [", ", link] : [link])) : ["–"])));
    const only = (choice) => fill(names.words["compare.only"], { name: choice.startsWith("all.") ? names.series[known.get(choice)[1]] : nameOf(choice) });
    return make("dl", "others", line(only(a), parts.a), line(only(b), parts.b), line(names.words["compare.shared"], parts.both));
  };

  const section = (theme, name, a, b, first, second, holder) => {
    const heading = make("h2", "", name);
    const both = make("div", "both", side(a, first, theme, holder), side(b, second, theme, holder));
    const block = make("section", "compare-theme", heading, both);
    block.id = `theme-${theme}`;
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
    const [a, b, theme, holder] = [fields.a.value, fields.b.value, fields.theme.value, fields.holder.value];
    const choice = new URLSearchParams({ a, b, ...(theme ? { theme } : {}), ...(holder ? { holder } : {}) });
    history.replaceState(null, "", `${location.pathname}?${choice}${location.hash}`);
    if (a === b) {
      overview.replaceChildren();
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
    const said = names.themes.filter(([id]) => isSaid(first, id, holder) || isSaid(second, id, holder));
    const shown = theme ? names.themes.filter(([id]) => id === theme) : said;
    overview.replaceChildren(...(theme || !said.length ? [] : [summary(said, a, b, first, second, holder)]));
    result.replaceChildren(...shown.map(([id, name]) => section(id, name, a, b, first, second, holder)));
    status.textContent = said.length ? "" : names.words["compare.nothing"];
  };
  form.hidden = false;
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
