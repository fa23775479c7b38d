"use strict";
const inOrder = new Intl.Collator("en", { numeric: true }).compare;

function valueOf(row, place) {
  const cell = row.cells[place];
  return cell.dataset.value ?? cell.textContent;
}

// Sorts a table by the column of this header; a second time the other way round. What is not known stays at the end.
function sort(header) {
  const rows = [...header.closest("table").tBodies[0].rows];
  const isNumber = header.classList.contains("number");
  const before = header.getAttribute("aria-sort");
  const down = before ? before === "ascending" : isNumber;
  rows.sort((one, other) => {
    const [a, b] = [valueOf(one, header.cellIndex), valueOf(other, header.cellIndex)];
    if (a === "" || b === "") return (a === "") - (b === "");
    return (isNumber ? a - b : inOrder(a, b)) * (down ? -1 : 1);
  });
  for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  header.closest("table").tBodies[0].append(...rows);
}

for (const header of document.querySelectorAll(".sortable thead th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...header.childNodes);
  button.addEventListener("click", () => sort(header));
  header.append(button);
}
