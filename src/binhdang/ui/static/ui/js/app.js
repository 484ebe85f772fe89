// Small helps for keyboard and screen reader. Every page works without them.

// "/" goes to the search box unless the person is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
  const box = document.getElementById("tim");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// An empty search opens its box (on phones it is folded away) instead of leaving the page.
for (const form of document.querySelectorAll("form.search")) {
  form.addEventListener("submit", (event) => {
    if (form.q.value.trim()) return;
    event.preventDefault();
    form.q.focus();
  });
}

// The drawer: focus goes in when it opens and back to its button when it closes; Escape closes it.
const menu = document.getElementById("menu");
const opener = document.querySelector(".drawer-open");
let wasOpen = false;
function drawer() {
  const open = location.hash === "#menu";
  if (menu && open) (menu.querySelector("li a") || menu.querySelector("a")).focus();
  else if (wasOpen && opener) opener.focus();
  wasOpen = open;
}
window.addEventListener("hashchange", drawer);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (location.hash === "#menu") location.hash = "#noi-dung";
  for (const list of document.querySelectorAll(".slot details[open]")) {
    list.open = false;
    list.querySelector("summary").focus();
  }
});
// A touch beside the open drawer or an open list closes it.
document.addEventListener("click", (event) => {
  if (location.hash === "#menu" && menu && !menu.contains(event.target) && !event.target.closest(".drawer-open")) {
    location.hash = "#noi-dung";
  }
  for (const list of document.querySelectorAll(".slot details[open]")) {
    if (!list.contains(event.target)) list.open = false;
  }
});

// <button data-copy="text"> copies the text, or the address of the page when empty, and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy || location.href);
  say(button.dataset.said);
});
function say(text) {
  const region = document.getElementById("thong-bao");
  if (!region || !text) return;
  const line = document.createElement("p");
  line.className = "vh";
  line.textContent = text;
  region.append(line);
  setTimeout(() => line.remove(), 4000);
}

// A part of the page that could not be fetched or sent says so, and what was kept; the next success takes it back.
let failure = null;
function failed() {
  const region = document.getElementById("thong-bao");
  if (!region || failure) return;
  failure = document.createElement("p");
  failure.className = "notice notice-err";
  failure.textContent = region.dataset.failed;
  region.append(failure);
  failure.scrollIntoView({ block: "nearest" });
}
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed);
document.addEventListener("htmx:afterOnLoad", () => {
  if (failure) failure.remove();
  failure = null;
});

// <button data-print> prints the page.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
for (const hidden of document.querySelectorAll("[data-needs-js]")) hidden.hidden = false;

// <form data-guard> asks before a person leaves with something typed and not sent.
// A script that saves by itself clears the mark: form.dispatchEvent(new Event("saved")).
const unsaved = new Set();
for (const form of document.querySelectorAll("form[data-guard]")) {
  form.addEventListener("input", () => unsaved.add(form));
  for (const done of ["submit", "saved", "reset"]) form.addEventListener(done, () => unsaved.delete(form));
}
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

// After an error, the summary is the first thing that is read.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();
else if (location.hash === "#menu") drawer();
