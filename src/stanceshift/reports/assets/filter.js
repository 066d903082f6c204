// Filters the positions of a text by theme, act and speaker; the choice stands in the address.
"use strict";
(() => {
  const form = document.querySelector(".filters");
  const selects = [...form.querySelectorAll("select")];
  const found = form.querySelector(".found");
  const chosen = new URLSearchParams(location.search);
  for (const select of selects) {
    const value = chosen.get(select.name);
    if ([...select.options].some((option) => option.value === value)) select.value = value;
  }
  const show = () => {
    const wanted = selects.filter((select) => select.value).map((select) => [select.name, select.value]);
    let count = 0;
    for (const paragraph of document.querySelectorAll(".para")) {
      const on = new Set();
      for (const label of paragraph.querySelectorAll(".labels li")) {
        const fits = wanted.every(([name, value]) => label.dataset[name] === value);
        label.classList.toggle("off", !fits);
        if (fits) on.add(label.dataset.n);
      }
      count += on.size;
      for (const words of paragraph.querySelectorAll("[data-k]")) {
        words.classList.toggle("off", !words.dataset.k.split(" ").some((number) => on.has(number)));
      }
      paragraph.classList.toggle("off", wanted.length > 0 && on.size === 0);
    }
    found.textContent = count === 1 ? found.dataset.one : found.dataset.other.replace("{n}", count);
    const query = new URLSearchParams(wanted).toString();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  };
  form.hidden = false;
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  if (selects.some((select) => select.value)) show();
})();
