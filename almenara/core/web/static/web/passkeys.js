// Passkeys: the browser's ceremony between the server's options and a hidden field of a form.
"use strict";

(() => {
  const supported = Boolean(window.PublicKeyCredential && navigator.credentials);

  function bytes(text) {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
  }

  function text(buffer) {
    if (!buffer) return null;
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function opened(options) {
    const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
    if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
    for (const name of ["excludeCredentials", "allowCredentials"]) {
      if (key[name]) key[name] = key[name].map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return key;
  }

  function answer(credential) {
    const said = credential.response;
    const response = { clientDataJSON: text(said.clientDataJSON) };
    if (said.attestationObject) {
      response.attestationObject = text(said.attestationObject);
      response.transports = said.getTransports ? said.getTransports() : [];
    } else {
      response.authenticatorData = text(said.authenticatorData);
      response.signature = text(said.signature);
      response.userHandle = text(said.userHandle);
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    };
  }

  async function options(form) {
    if (form.dataset.passkey !== "login") {
      return JSON.parse(document.getElementById("passkey-options").textContent);
    }
    const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(String(reply.status));
    return reply.json();
  }

  async function made(form) {
    const publicKey = opened((await options(form)).creation_options);
    const alone = form.elements.passwordless?.checked ?? false;
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    };
    return navigator.credentials.create({ publicKey });
  }

  async function used(form) {
    return navigator.credentials.get({ publicKey: opened((await options(form)).request_options) });
  }

  function refuse(form) {
    form.querySelector(".passkey-said")?.remove();
    const said = document.createElement("p");
    said.className = "passkey-said usa-error-message";
    said.setAttribute("role", "alert");
    form.append(said);
    said.textContent = form.dataset.words;
  }

  async function ask(event) {
    const form = event.target;
    event.preventDefault();
    try {
      const credential = await (form.dataset.passkey === "add" ? made(form) : used(form));
      form.elements.credential.value = JSON.stringify(answer(credential));
      form.submit();
    } catch {
      refuse(form);
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!supported) continue;
    form.hidden = false;
    form.addEventListener("submit", ask);
  }
})();
