// The drop zone: files dropped anywhere on it go into its field; the chosen names are listed before they are sent.
const zone = document.querySelector("[data-drop]");
const field = zone?.querySelector("input[type=file]:not([webkitdirectory])");
const names = zone?.querySelector("[data-names]");
const list = (files) => {
  const shown = [...files].slice(0, 20).map((file) => {
    const line = document.createElement("li");
    line.textContent = file.name;
    return line;
  });
  if (files.length > 20) {
    const rest = document.createElement("li");
    rest.textContent = `+ ${files.length - 20}`;
    shown.push(rest);
  }
  names.replaceChildren(...shown);
};
if (zone && field) {
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    list(field.files);
  });
  zone.addEventListener("change", (event) => list(event.target.files));
}
