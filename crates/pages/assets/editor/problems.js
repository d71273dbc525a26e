// What is wrong, while one types: the whole form goes to the address in `data-check`, and each problem that
// comes back is shown under its line and in the form's list.
import { setDiagnostics } from "@codemirror/lint"
import { EditorView } from "@codemirror/view"
import { language, say } from "./phrases.js"

// With the way there and back a problem is to be seen within 200 ms of a pause.
const PAUSE = 80

export class Check {
  constructor(form, address) {
    this.form = form
    this.address = address
    this.views = new Map()
    this.told = form.querySelector("[data-problems]")
  }

  // A text of the form that the problems of a file belong to.
  add(file, view) {
    this.views.set(file, view)
    this.soon()
  }

  soon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.now(), PAUSE)
  }

  // One request at a time: what has been typed since makes an answer that is on its way worthless.
  async now() {
    this.request?.abort()
    const request = (this.request = new AbortController())
    try {
      const token = this.form.elements.namedItem("csrf")
      const answer = await fetch(this.address, {
        method: "POST",
        headers: { accept: "application/json", ...(token && { "x-csrf-token": token.value }) },
        body: new URLSearchParams(new FormData(this.form)),
        signal: request.signal,
      })
      if (!answer.ok) throw new Error(`${answer.status}`)
      const said = await answer.json()
      if (this.request != request) return
      this.show(said)
      this.form.dispatchEvent(new CustomEvent("checked", { bubbles: true, detail: said }))
    } catch (error) {
      if (error.name != "AbortError" && this.request == request) this.tell(say.failed, [])
    }
  }

  show({ problems, text }) {
    for (const [file, view] of this.views) {
      const own = problems.filter(problem => problem.file == file && problem.line > 0)
      view.dispatch(setDiagnostics(view.state, own.map(problem => diagnostic(view.state.doc, problem))))
    }
    this.tell(text || (problems.length ? "" : say.none), problems)
  }

  // What says the same again is left alone: it would be read out again.
  tell(text, problems) {
    const said = JSON.stringify([text, problems])
    if (!this.told || said == this.said) return
    this.said = said
    const list = document.createElement("ul")
    list.className = "problems"
    list.append(...problems.map(problem => this.item(problem)))
    const sentence = document.createElement("p")
    sentence.textContent = text
    const count = this.form.querySelector("[data-problem-count]")
    if (count) count.textContent = problems.length || ""
    this.told.replaceChildren(...(text ? [sentence] : []), ...(problems.length ? [list] : []))
  }

  item(problem) {
    const name = problem.file.split("/").pop()
    const text = `${problem.line ? say.place(name, problem.line) : name}: ${wording(problem)}`
    const item = document.createElement("li")
    if (!this.views.has(problem.file)) {
      coded(item, text)
      return item
    }
    const link = item.appendChild(document.createElement("a"))
    link.href = "#"
    coded(link, text)
    link.addEventListener("click", event => {
      event.preventDefault()
      go(this.views.get(problem.file), problem)
    })
    return item
  }
}

// Names stand between backticks, as commands print them: on a page they are set apart.
function coded(element, text) {
  for (const [place, part] of text.split("`").entries()) {
    if (place % 2 == 0) element.append(part)
    else element.appendChild(document.createElement("code")).textContent = part
  }
}

const wording = problem => (language == "ja" && problem.message_ja) || problem.message

// Puts the cursor where a problem is.
export function go(view, problem) {
  const { from } = range(view.state.doc, problem)
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) })
  view.focus()
}

function diagnostic(doc, problem) {
  const severity = problem.severity == "warning" ? "warning" : "error"
  return { ...range(doc, problem), severity, message: wording(problem) }
}

// From the place of a problem to the end of its word. Lines and columns count from 1, columns in characters,
// which JavaScript has one or two units for; 0 is the whole line, or the whole file.
function range(doc, { line, column }) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines))
  const letters = [...at.text]
  const before = Math.min(Math.max(column - 1, 0), letters.length)
  const from = at.from + letters.slice(0, before).join("").length
  if (!column) return { from: at.from, to: at.to }
  const rest = at.text.slice(from - at.from)
  const length = (/^[\p{L}\p{N}_]+|^"[^"]*"?|^./u.exec(rest) || [""])[0].length
  // At the end of a line the last letter has to do: nothing can be underlined where nothing is.
  return length ? { from, to: from + length } : { from: Math.max(at.from, from - 1), to: from }
}
