// Keys and passkeys: shows the controls that need them and hands the forms to allauth's script.
if (window.PublicKeyCredential) {
  for (const hidden of document.querySelectorAll("[data-needs-js]")) hidden.hidden = false;
  for (const form of document.querySelectorAll("[data-webauthn]")) {
    window.allauth.webauthn.forms[form.dataset.webauthn]({ ids: JSON.parse(form.dataset.ids) });
  }
}
