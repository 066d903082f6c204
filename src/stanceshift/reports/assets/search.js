// Searches all positions: loads the scripts of the series and years asked for, filters, marks the words found.
"use strict";
(() => {
  const form = document.getElementById("search");
  const result = document.getElementById("result");
  const status = document.getElementById("status");
  const more = document.getElementById("more");
  const root = form.dataset.root === "." ? "" : `${form.dataset.root.replace(/\/$/, "")}/`;
  const names = window.stanceshift.search[form.dataset.language];
  const FIELDS = ["series", "theme", "act", "direction", "holder", "language", "kind"];
  const TEXTS = ["q", "from", "until"];
  const PAGE = 50;
  const field = (name) => form.elements.namedItem(name);
  const label = {};

  for (const name of FIELDS) {
    label[name] = new Map(names.options[name]);
    for (const [id, text] of names.options[name]) field(name).append(new Option(text, id));
  }

  // Folding: case, accents, widths and typographic marks make no difference; Japanese voicing marks stay.
  const SPECIAL = { "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', œ: "oe", æ: "ae", ß: "ss", ø: "o", "–": "-", "—": "-", "‑": "-" };
  const folded = new Map();
  const foldCharacter = (character) => {
    if (!folded.has(character)) {
      const plain = character.normalize("NFKC").toLowerCase();
      const bare = /[\u3040-\u30ff]/.test(plain) ? plain : plain.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
      const spaced = bare.replace(/\s/g, " ");
      folded.set(character, spaced in SPECIAL ? SPECIAL[spaced] : spaced);
    }
    return folded.get(character);
  };
  const fold = (text) => Array.from(text, foldCharacter).join("");
  const foldWithPlaces = (text) => {
    let whole = "";
    const places = [];
    let at = 0;
    for (const character of text) {
      const piece = foldCharacter(character);
      for (let i = 0; i < piece.length; i += 1) places.push(at);
      whole += piece;
      at += character.length;
    }
    places.push(at);
    return [whole, places];
  };

  // Words of a query: alone or between quotation marks. Japanese is found anywhere, other words where one begins.
  const terms = (query) => {
    const found = [];
    for (const [, phrase, word] of fold(query).matchAll(/"([^"]+)"|([^\s"]+)/g)) {
      const text = (phrase || word).trim().replace(/ +/g, " ");
      if (text) found.push(text);
    }
    return found;
  };
  const patternOf = (term) => {
    const literal = term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const anywhere = /^[\u3000-\u9fff\uff00-\uffef]/.test(term) || !/^[\p{L}\p{N}]/u.test(term);
    return new RegExp(anywhere ? literal : `(?<![\\p{Script=Latin}\\p{N}])${literal}`, "gu");
  };

  const date = (iso) => {
    const [year, month, day] = iso.split("-");
    if (!month) return year;
    const name = names.months[Number(month) - 1];
    if (!day) return `${name} ${year}`;
    const number = form.dataset.language === "fr" && Number(day) === 1 ? "1er" : String(Number(day));
    return `${number}\u00a0${name} ${year}`;
  };
  const address = (text, anchor) => {
    const paragraph = Number(/^p(\d+)/.exec(anchor)[1]);
    const part = 1 + (names.parts[text] || []).filter((start) => start <= paragraph).length;
    return `sessions/${text}${part > 1 ? `.part${part}` : ""}.html#${anchor}`;
  };

  const read = () => {
    const asked = {};
    for (const name of [...TEXTS, ...FIELDS]) asked[name] = field(name).value.trim();
    return asked;
  };
  const inRange = (iso, from, until) =>
    (!from || iso >= from.slice(0, iso.length)) && (!until || iso <= until.slice(0, iso.length));
  const wantedShards = (asked) =>
    names.shards.filter(
      (shard) =>
        (!asked.series || shard.series === asked.series) &&
        (!asked.language || shard.languages.includes(asked.language)) &&
        (!asked.kind || shard.kinds.includes(asked.kind)) &&
        (!asked.from || shard.last >= asked.from.slice(0, shard.last.length)) &&
        (!asked.until || shard.first <= asked.until.slice(0, shard.first.length)),
    );

  const loading = new Map();
  const load = (name) => {
    if (!loading.has(name)) {
      const promise = new Promise((resolve) => {
        const loaded = () => (window.stanceshift.positions || {})[name] || null;
        const script = document.createElement("script");
        script.src = `${root}data/search/${name}.js`;
        script.onload = () => resolve(loaded());
        script.onerror = () => resolve(null);
        document.head.append(script);
      });
      loading.set(name, promise);
    }
    return loading.get(name);
  };

  const matches = (shard, texts, asked, patterns) => {
    const found = [];
    for (const [text, iso, language, kind, entries] of texts) {
      if ((asked.language && language !== asked.language) || (asked.kind && kind !== asked.kind)) continue;
      if (!inRange(iso, asked.from, asked.until)) continue;
      entries.forEach((entry, number) => {
        const [, act, direction, , holder, theme, sentence] = entry;
        if ((asked.theme && theme !== asked.theme) || (asked.act && act !== asked.act)) return;
        if ((asked.direction && direction !== asked.direction) || (asked.holder && holder !== asked.holder)) return;
        if (patterns.length) {
          const whole = fold(sentence);
          if (!patterns.every((pattern) => whole.search(pattern) >= 0)) return;
        }
        found.push({ text, iso, language, kind, entry, number, series: shard.series, shard: shard.name });
      });
    }
    return found;
  };
  const order = (a, b) => {
    const keys = [[b.iso, a.iso], [a.text, b.text], [a.shard.length, b.shard.length], [a.shard, b.shard], [a.number, b.number]];
    for (const [x, y] of keys) if (x !== y) return x < y ? -1 : 1;
    return 0;
  };

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null));
    return element;
  };
  const link = (href, text) => {
    const element = make("a", "", text);
    element.href = href;
    return element;
  };

  // The sentence as elements: the verb in <b>, what was found in <mark>.
  const sentenceOf = (sentence, start, end, side, patterns) => {
    const [whole, places] = foldWithPlaces(sentence);
    const hits = [];
    for (const pattern of patterns) {
      for (const hit of whole.matchAll(pattern)) hits.push([places[hit.index], places[hit.index + hit[0].length]]);
    }
    const cuts = [...new Set([0, start, end, sentence.length, ...hits.flat()])].sort((a, b) => a - b);
    const pieces = [];
    let verb = null;
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const [from, to] = [cuts[i], cuts[i + 1]];
      const text = sentence.slice(from, to);
      const piece = hits.some(([a, b]) => a <= from && to <= b) ? make("mark", "", text) : text;
      if (from >= start && to <= end) {
        if (!verb) pieces.push((verb = make("b", `verb ${side}`)));
        verb.append(piece);
      } else pieces.push(piece);
    }
    return pieces;
  };

  const item = (found, patterns) => {
    const [anchor, act, direction, force, holder, theme, sentence, start, end, reported] = found.entry;
    const side = names.stance[direction];
    const glyph = make("span", "glyph", names.glyphs[direction]);
    glyph.setAttribute("aria-hidden", "true");
    const raised = force in names.force ? `, ${names.force[force]}` : "";
    const aside = make("span", "vh", `, ${label.direction.get(direction)}`);
    const badge = make("span", `act ${side}`, glyph, ` ${label.act.get(act)}${raised}`, aside);
    const paragraph = /^p(\d+)/.exec(anchor)[1];
    const where = link(address(found.text, anchor), `${date(found.iso)}, §\u00a0${paragraph}`);
    where.className = "source";
    const known = (names.pages[found.series] || []).includes(theme);
    const subject = known ? link(`themes/${found.series}/${theme}.html`, label.theme.get(theme)) : label.theme.get(theme);
    const head = make("p", "when", where, " · ", label.series.get(found.series), " · ", badge, " ");
    head.append(make("span", "holder", label.holder.get(holder)), " · ", subject);
    const quote = make("q", "words", ...sentenceOf(sentence, start, end, side, patterns));
    quote.lang = found.language;
    const foot = make("p", "small", `${label.language.get(found.language)}, `);
    const digest = found.kind === "digest";
    foot.append(digest ? make("span", "digest", names.digest) : label.kind.get(found.kind), reported ? ` · ${names.words.reported}` : "");
    return make("li", "", head, make("blockquote", "evidence", quote), foot);
  };

  let list = [];
  let shown = 0;
  let patterns = [];
  const count = () => {
    const n = list.length;
    const said = n === 0 ? names.words.found_none : n === 1 ? names.words.found_one : names.words.found_other.replace("{n}", n);
    return shown < n ? `${said} ${names.words.shown.replace("{m}", shown)}` : said;
  };
  const extend = () => {
    const next = list.slice(shown, shown + PAGE).map((found) => item(found, patterns));
    result.append(...next);
    shown += next.length;
    const left = Math.min(PAGE, list.length - shown);
    more.hidden = left === 0;
    more.textContent = names.words.more.replace("{n}", left);
    result.hidden = shown === 0;
    return next[0];
  };

  let turn = 0;
  const run = async () => {
    const own = ++turn;
    const asked = read();
    const chosen = Object.entries(asked).filter(([, value]) => value);
    const query = new URLSearchParams(chosen).toString();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
    if (!chosen.length) {
      [list, shown] = [[], 0];
      result.replaceChildren();
      extend();
      status.textContent = names.words.start;
      return;
    }
    const wanted = wantedShards(asked);
    if (wanted.some((shard) => !((window.stanceshift.positions || {})[shard.name]))) status.textContent = names.words.loading;
    const loaded = await Promise.all(wanted.map((shard) => load(shard.name)));
    if (own !== turn) return;
    patterns = terms(asked.q).map(patternOf);
    list = wanted.flatMap((shard, i) => (loaded[i] ? matches(shard, loaded[i], asked, patterns) : [])).sort(order);
    shown = 0;
    result.replaceChildren();
    extend();
    const missing = wanted.filter((_, i) => !loaded[i]).map((shard) => `${shard.name}.js`);
    status.textContent = missing.length ? `${count()} ${names.words.missing.replace("{files}", missing.join(", "))}` : count();
  };

  const given = new URLSearchParams(location.search);
  for (const name of TEXTS) field(name).value = given.get(name) || "";
  for (const name of FIELDS) if (label[name].has(given.get(name))) field(name).value = given.get(name);
  form.hidden = false;
  let waiting = 0;
  field("q").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, 250);
  });
  form.addEventListener("change", run);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    run();
  });
  form.addEventListener("reset", () => setTimeout(run));
  more.addEventListener("click", () => {
    const first = extend();
    status.textContent = count();
    if (first) first.querySelector("a").focus();
  });
  run();
})();
