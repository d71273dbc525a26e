// The little that the console's pages do by themselves. Every page works without it: what is here saves a
// click, a reload or a text. No dependency, and nothing but this file.

// What a form sends, with the token that says it comes from a page of ours.
function post(form, address, options = {}) {
  const token = form.elements.namedItem("csrf")
  const headers = { accept: options.accept, "x-csrf-token": token ? token.value : "" }
  return fetch(address, { method: "POST", headers, body: new URLSearchParams(new FormData(form)), ...options })
}

function after(pause, work) {
  let timer
  return () => {
    clearTimeout(timer)
    timer = setTimeout(work, pause)
  }
}

// (a) `data-refresh="URL" data-every="3000"`: what the element holds is fetched anew while the page is seen.
// 204 says that nothing will change any more. What is folded waits until it is unfolded.
function refresh(element) {
  let shown = element.innerHTML
  const fold = element.closest("details")
  const look = async () => {
    if (document.hidden || (fold && !fold.open)) return
    const answer = await fetch(element.dataset.refresh, { headers: { accept: "text/html" } }).catch(() => null)
    if (!answer) return // The next time may do better.
    if (answer.status == 204 || answer.redirected || answer.status == 401) return clearInterval(timer)
    const html = answer.ok ? await answer.text() : shown
    if (html == shown) return // What is the same is not read out again, and keeps its selection.
    shown = html
    const focused = element.contains(document.activeElement) && document.activeElement.id
    element.innerHTML = html
    if (focused) document.getElementById(focused)?.focus()
  }
  const timer = setInterval(look, Number(element.dataset.every) || 3000)
  fold?.addEventListener("toggle", look)
}

// (b) `data-autosave-key`: what is typed is kept in this tab until it is sent. `[data-restore]` within the form,
// hidden at first, offers it again, with `[data-restore-yes]` and `[data-restore-no]`.
function autosave(form) {
  const key = `autosave:${form.dataset.autosaveKey}`
  const texts = () => [...form.elements].filter(field =>
    field.name && field.name != "csrf" && !["password", "file", "submit", "button", "checkbox", "radio"].includes(field.type))
  const now = () => JSON.stringify(texts().map(field => [field.name, field.value]))
  const given = now()
  const kept = sessionStorage.getItem(key)
  const offer = form.querySelector("[data-restore]")
  let sent = false
  if (kept && kept != given && offer) {
    offer.hidden = false
    offer.querySelector("[data-restore-yes]")?.addEventListener("click", () => {
      // The revision that was read comes back too: over what somebody saved since, it is merged or shown as a conflict.
      const values = new Map(JSON.parse(kept))
      for (const field of texts().filter(field => values.has(field.name))) {
        field.value = values.get(field.name)
        field.dispatchEvent(new Event("input", { bubbles: true }))
      }
      offer.hidden = true
    })
    offer.querySelector("[data-restore-no]")?.addEventListener("click", () => {
      sessionStorage.removeItem(key)
      offer.hidden = true
    })
  }
  form.addEventListener("input", after(300, () => {
    if (!sent && now() != given) sessionStorage.setItem(key, now())
  }))
  form.addEventListener("submit", event => {
    if (event.defaultPrevented) return
    sent = true
    sessionStorage.removeItem(key)
  })
  // A page that comes back from the history was not sent after all, or can be sent again.
  addEventListener("pageshow", () => (sent = false))
  addEventListener("beforeunload", event => {
    if (!sent && now() != given) event.preventDefault()
  })
}

// (c) `data-preview="URL" data-preview-into="id"`: what the form would look like, a moment after each change.
function preview(form) {
  let latest
  const show = async () => {
    latest?.abort()
    latest = new AbortController()
    const answer = await post(form, form.dataset.preview, { accept: "text/html", signal: latest.signal }).catch(() => null)
    if (answer?.ok) put(document.getElementById(form.dataset.previewInto), await answer.text())
  }
  form.addEventListener("input", after(150, show))
}

// What somebody has opened stays open.
function put(element, html) {
  const open = [...element.querySelectorAll("details[id][open]")].map(details => details.id)
  element.innerHTML = html
  for (const details of element.querySelectorAll("details[id]")) details.open ||= open.includes(details.id)
}

// (d) `<form data-steps="URL" data-parallel="4">`: long work in small steps, several at a time, until an answer
// says that it is done: {"done", "at", "of", "text", "next"}. `next` is where to go then. `data-begin` begins at once.
// Without this script the form's own button does a step and shows the page again.
function steps(form) {
  const bar = form.querySelector("progress")
  const status = form.querySelector("[data-status]")
  const cancel = form.querySelector("[data-cancel]")
  form.addEventListener("submit", event => {
    event.preventDefault()
    const stop = new AbortController()
    const buttons = [...form.querySelectorAll("button")].filter(button => button != cancel)
    const end = text => {
      stop.abort()
      if (text) status.textContent = text
      if (cancel) cancel.hidden = true
      for (const button of buttons) button.disabled = false
    }
    for (const button of buttons) button.disabled = true
    if (cancel) {
      cancel.hidden = false
      cancel.onclick = () => end(cancel.dataset.cancel)
    }
    const work = async () => {
      while (!stop.signal.aborted) {
        const answer = await post(form, form.dataset.steps, { accept: "application/json", signal: stop.signal })
        if (!answer.ok) throw new Error(`${answer.status}`)
        const said = await answer.json()
        if (stop.signal.aborted) return
        // Answers come in any order: what has been reached is not taken back.
        const before = bar.value
        bar.max = said.of
        bar.value = Math.max(bar.value, said.at)
        if (said.text) status.textContent = said.text
        if (!said.done) {
          // Others are at what is left.
          if (said.at <= before) await new Promise(resolve => setTimeout(resolve, 300))
          continue
        }
        end()
        if (said.next) location.assign(said.next)
      }
    }
    const failed = error => stop.signal.aborted || end(`${form.dataset.failed || ""} ${error.message}`.trim())
    for (let n = Number(form.dataset.parallel) || 2; n > 0; n--) work().catch(failed)
  })
  if ("begin" in form.dataset) form.requestSubmit()
}

// (e) `<input type="file" data-into="id">`: the file's text is put into a field, so that only text is sent. What needs a
// script is shown by it: `[data-with-scripts]`.
function file(input) {
  input.addEventListener("change", async () => {
    const field = document.getElementById(input.dataset.into)
    if (input.files[0]) field.value = await input.files[0].text()
  })
}

// (f) `<a data-jump="FILE" data-line="12">`: to a line of the text of that file. An editor in the text area's place
// hears of it by the event `jump`.
addEventListener("click", event => {
  const link = event.target.closest?.("a[data-jump]")
  const area = link && document.querySelector(`textarea[data-file="${CSS.escape(link.dataset.jump)}"]`)
  if (!area) return
  event.preventDefault()
  const line = Number(link.dataset.line) || 1
  if (area.hidden) return area.dispatchEvent(new CustomEvent("jump", { detail: { line, column: 0 } }))
  const before = area.value.split("\n").slice(0, line - 1)
  const start = before.reduce((sum, text) => sum + text.length + 1, 0)
  area.focus()
  area.setSelectionRange(start, start + (area.value.slice(start).split("\n")[0] || "").length)
  area.scrollTop = (area.scrollHeight / area.value.split("\n").length) * Math.max(0, line - 4)
})

// (g) `<button data-print>`: what the browser's own command does.
document.querySelectorAll("[data-print]").forEach(button => button.addEventListener("click", () => print()))

document.querySelectorAll("[data-with-scripts]").forEach(element => (element.hidden = false))
document.querySelectorAll("input[data-into]").forEach(file)
document.querySelectorAll("[data-refresh]").forEach(refresh)
document.querySelectorAll("form[data-autosave-key]").forEach(autosave)
document.querySelectorAll("form[data-preview]").forEach(preview)
document.querySelectorAll("form[data-steps]").forEach(steps)
