// Keeps the page up to date. Without it everything works, one reload at a time.
(() => {
  let version = document.body.dataset.version;
  const look = async () => {
    if (document.hidden) return;
    const query = new URLSearchParams(location.search);
    query.set("v", version);
    try {
      const answer = await fetch(`/phone/live?${query}`);
      if (!answer.ok) return;
      version = answer.headers.get("x-version") ?? version;
      if (answer.status === 204) return;
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
      // The list is built anew, so the focus and the place in it would be lost.
      const focused = document.activeElement?.id;
      for (const fresh of parts.querySelectorAll("body > [data-live]")) {
        const shown = document.querySelector(`[data-live="${fresh.dataset.live}"]`);
        if (shown && shown.innerHTML !== fresh.innerHTML) {
          shown.replaceChildren(...fresh.childNodes);
        }
      }
      if (focused && document.activeElement === document.body) {
        document.getElementById(focused)?.focus();
      }
    } catch {
      // The phone is gone or restarting; the next look tells.
    }
  };
  // On a narrow screen the list is a strip, and the person shown may be beyond its edge.
  document.querySelector(".person[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  setInterval(look, 1500);
})();
