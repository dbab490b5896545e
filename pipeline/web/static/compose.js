// The form of an alert: shows how it reads, and what is missing, while it is typed. Without this script "Controlla" does.
(() => {
  "use strict";
  const form = document.getElementById("compose");
  const reads = document.getElementById("reads");
  const show = (name, text) => { reads.querySelector(`[data-${name}]`).textContent = text || ""; };
  let waiting = 0;

  const look = async () => {
    const data = new FormData(form);
    const said = { actions: data.getAll("action") };
    if (data.get("own")) said.actions.push(data.get("own"));
    for (const name of ["hazard", "place", "level", "since", "until", "words"]) said[name] = data.get(name) || "";
    said.impact = data.get("own_impact") || data.get("impact") || "";
    try {
      const answer = await fetch("/ufficio/emergenza/leggi", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Form": data.get("form") },
        body: JSON.stringify(said),
      });
      if (!answer.ok) return;
      const found = await answer.json();
      show("missing", found.problem || found.missing);
      if (found.title) { show("title", found.title); show("text", found.text); }
      reads.hidden = false;
    } catch (error) { /* without a network the form still works */ }
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 300); });
  // One tap sends once; the one-time key would see to it as well.
  form.addEventListener("submit", () => setTimeout(() => { form.querySelector("button.main").disabled = true; }));
  look();
})();
