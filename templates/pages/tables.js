"use strict";
// Sort and filter the tables that ask for it (data-sort, data-filter). The page is whole without this.
(() => {
  const key = cell => {
    const text = cell ? cell.textContent.trim() : "", number = parseFloat(text.replace(/,/g, ""));
    return isNaN(number) ? [1, 0, text] : [0, number, text];
  };
  const compare = (one, other) => one[0] - other[0] || one[1] - other[1] || one[2].localeCompare(other[2], document.documentElement.lang);
  const sort = (table, head, place) => {
    const up = head.getAttribute("aria-sort") !== "ascending", body = table.tBodies[0];
    table.querySelectorAll("[aria-sort]").forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const sum = [...body.rows].filter(row => row.classList.contains("sum"));
    const rows = [...body.rows].filter(row => !sum.includes(row)).map(row => [key(row.cells[place]), row]);
    rows.sort((one, other) => {
      const words = one[0][0] - other[0][0];  // what is no number stays last
      return words || (up ? compare(one[0], other[0]) : compare(other[0], one[0]));
    });
    body.append(...rows.map(pair => pair[1]), ...sum);
  };
  document.querySelectorAll("table[data-sort]").forEach(table => {
    const heads = table.tHead.rows[table.tHead.rows.length - 1].cells;
    table.caption.firstElementChild.dataset.hint = table.dataset.sort;
    [...heads].forEach((head, place) => {
      if (head.hasAttribute("data-fixed")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head, place));
    });
  });
  document.querySelectorAll("[data-filter]").forEach(part => {
    const rows = [...part.querySelectorAll("tbody tr")], words = rows.map(row => row.cells[0].textContent.toLowerCase() + " " + (row.dataset.of || "").toLowerCase());
    const bar = document.createElement("p"), label = document.createElement("label"), input = document.createElement("input"), told = document.createElement("span");
    bar.className = "filter";
    input.type = "search";
    label.append(part.dataset.filter + " ", input);
    told.setAttribute("role", "status");
    bar.append(label, told);
    part.prepend(bar);
    input.addEventListener("input", () => {
      const asked = input.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach((row, place) => { row.hidden = !words[place].includes(asked); shown += !row.hidden; });
      part.querySelectorAll("details").forEach(group => { if (asked) group.open = !!group.querySelector("tbody tr:not([hidden])"); });
      told.textContent = asked ? part.dataset.shown.replace("{}", shown).replace("{}", rows.length) : "";
    });
  });
})();
