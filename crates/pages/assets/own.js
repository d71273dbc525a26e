// The little that residents' pages do by themselves; each works without it. No dependency, and nothing but this file.

// `data-every="5000"`: what the element holds is taken anew from the same address while the page is seen.
for (const element of document.querySelectorAll("[data-every]")) {
  const look = async () => {
    if (document.hidden) return
    const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null)
    if (!answer || !answer.ok || answer.redirected) return // The next time may do better.
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const fresh = page.getElementById(element.id)
    // What is the same is not read out again.
    if (fresh && fresh.innerHTML != element.innerHTML) element.innerHTML = fresh.innerHTML
  }
  setInterval(look, Number(element.dataset.every) || 5000)
}

// A second tap while the first is on its way would only make one wonder.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = "yes"
    setTimeout(() => delete form.dataset.sent, 4000)
  })
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => print())
}
