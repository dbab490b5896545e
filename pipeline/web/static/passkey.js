// Passkeys: the browser's part. A block with `data-passkey` shows its button and asks at the addresses below that one.
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const form = document.querySelector('meta[name="form"]').content;

  const send = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Form": form },
      body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    return said;
  };

  const make = async (options) => {
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    for (const known of options.excludeCredentials || []) known.id = bytes(known.id);
    const made = await navigator.credentials.create({ publicKey: options });
    return {
      id: made.id, rawId: text(made.rawId), type: made.type,
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
      },
    };
  };

  const prove = async (options) => {
    options.challenge = bytes(options.challenge);
    for (const known of options.allowCredentials || []) known.id = bytes(known.id);
    const shown = await navigator.credentials.get({ publicKey: options });
    const handle = shown.response.userHandle;
    return {
      id: shown.id, rawId: text(shown.rawId), type: shown.type,
      response: {
        clientDataJSON: text(shown.response.clientDataJSON),
        authenticatorData: text(shown.response.authenticatorData),
        signature: text(shown.response.signature),
        userHandle: handle && handle.byteLength ? text(handle) : null,
      },
    };
  };

  for (const block of document.querySelectorAll("[data-passkey]")) {
    const problem = block.querySelector("[data-problem]");
    block.hidden = false;
    block.querySelector("button").addEventListener("click", async () => {
      problem.hidden = true;
      try {
        const options = await send(block.dataset.passkey + "/challenge", {});
        const answer = await (options.user ? make(options) : prove(options));
        const said = await send(block.dataset.passkey + "/passkey", answer);
        location.assign(block.dataset.to || said.to);
      } catch (error) {
        if (error.name === "NotAllowedError" || error.name === "AbortError") return; // the person has stopped it
        problem.textContent = error.message;
        problem.hidden = false;
      }
    });
  }
})();
