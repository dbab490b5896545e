// How far a message gets, while it is sent: the page's content is fetched anew every five seconds, as long as it says so.
(() => {
  "use strict";
  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(location.href);
        if (answer.ok && !answer.redirected) {
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
          document.getElementById("main").replaceChildren(...fresh.getElementById("main").childNodes);
        }
      } catch (error) { /* without a network it goes on with what it has */ }
    }
    if (document.getElementById("live")) setTimeout(look, 5000);
  };
  setTimeout(look, 2000);
})();
