"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.getElementById("filters");
  const { text, level, section } = form.elements;
  const said = form.querySelector("output");
  const sections = all(".section").map(element => ({ element, name: element.dataset.section, folded: !element.open }));
  const linkOf = row => row.querySelector("th a");
  const idOf = row => decodeURIComponent(linkOf(row).hash.slice(1));
  const rows = sections.flatMap(its => all("tbody tr", its.element).map(element => ({
    element, section: its, id: idOf(element), level: element.cells[0].textContent, verdicts: element.dataset.verdicts.split(" "),
  })));
  const wordsOf = row => row.words ??= (row.id + " " + document.getElementById(row.id).textContent).toLowerCase();

  const filter = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(word => word);
    const chosen = all("[name=verdict]", form);
    const verdicts = new Set(chosen.filter(box => box.checked).map(box => box.value));
    const narrowed = words.length > 0 || level.value !== "" || section.value !== "" || verdicts.size < chosen.length;
    let shown = 0;
    for (const row of rows) {
      const fits = (!level.value || row.level === level.value) && (!section.value || row.section.name === section.value)
        && row.verdicts.some(verdict => verdicts.has(verdict)) && words.every(word => wordsOf(row).includes(word));
      row.element.hidden = !fits;
      if (fits) shown++;
    }
    for (const its of sections) {
      const some = all("tbody tr", its.element).some(row => !row.hidden);
      its.element.hidden = !some;
      its.element.open = narrowed ? some : !its.folded;
    }
    said.textContent = narrowed ? `${shown} of ${rows.length} rules` : "";
  };

  // A result that is only told in a line has no place of its own, and one of several targets needs none of them named: the nearest.
  const nearest = id => document.getElementById(id)?.id
    ?? all(".result").find(element => element.id.startsWith(id + "@"))?.id
    ?? (id.includes("@") ? nearest(id.slice(0, id.lastIndexOf("@"))) : undefined);

  const beside = matchMedia("(min-width: 64rem)");
  const chosen = () => rows.find(row => row.element.hasAttribute("aria-current"));
  const choose = () => {
    const asked = decodeURIComponent(location.hash.slice(1));
    const found = asked && nearest(asked);
    if (found && found !== asked) return location.replace("#" + found);
    const id = found && document.getElementById(found).closest(".rule")?.id;
    for (const row of rows) {
      if (row.id === id) {
        row.element.setAttribute("aria-current", "true");
        row.section.element.open = true;
        if (beside.matches) row.element.scrollIntoView({ block: "nearest" });
      } else row.element.removeAttribute("aria-current");
    }
  };

  const move = by => {
    const seen = rows.filter(row => !row.element.hidden && row.section.element.open);
    const at = seen.indexOf(chosen());
    const next = seen[at < 0 ? 0 : Math.min(seen.length - 1, Math.max(0, at + by))];
    if (!next) return;
    location.replace("#" + next.id);
    linkOf(next.element).focus({ preventScroll: true });
  };

  const keys = {
    "/": () => text.focus(),
    j: () => move(1),
    k: () => move(-1),
    Escape: () => location.replace("#matrix"),
  };
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.closest("input[type=search], select");
    if (typing && event.key === "Escape") typing.blur();
    else if (!typing && Object.hasOwn(keys, event.key)) keys[event.key]();
    else return;
    event.preventDefault();
  });

  for (const button of all(".copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const command = button.previousElementSibling;
      try {
        await navigator.clipboard.writeText(command.textContent);
        button.textContent = "copied";
      } catch {
        getSelection().selectAllChildren(command);
        button.textContent = "selected";
      }
    });
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  addEventListener("hashchange", choose);
  choose();
})();
