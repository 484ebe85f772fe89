// Shows the controls that only work with scripts and with keys the browser can ask for.
if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-needs-js]").forEach((node) => { node.hidden = false; });
}
