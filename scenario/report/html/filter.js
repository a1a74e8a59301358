"use strict";
// Hides rows and evidence that are not asked for; the page is complete without it.
const form = document.querySelector("form.filter");
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

function filter() {
  const asked = new FormData(form);
  const words = asked.get("text").toLowerCase().split(/\s+/).filter(Boolean);
  const verdicts = new Set(asked.getAll("verdict"));
  let rows = 0;
  const narrow = (element, checks, verdictOf) => {
    let shown = 0;
    for (const check of checks) {
      const text = (element.dataset.text + " " + check.dataset.caller).toLowerCase();
      check.hidden = !verdicts.has(verdictOf(check)) || !words.every((word) => text.includes(word));
      if (!check.hidden) shown++;
    }
    element.hidden = shown === 0;
    return shown;
  };
  for (const row of all("tr.row")) {
    if (narrow(row, all("a.chip", row), (chip) => chip.classList[1])) rows++;
  }
  for (const body of all(".scroll tbody")) body.hidden = !body.querySelector("tr.row:not([hidden])");
  for (const operation of all("details.operation")) {
    narrow(operation, all("details.check", operation), (check) => check.dataset.verdict);
  }
  form.querySelector("output").textContent = rows + " of " + all("tr.row").length + " operations";
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.querySelector("button").addEventListener("click", () => { form.reset(); filter(); });
filter();
