// Puts an editor in the place of each `<textarea data-editor="rhai|toml">`. The textarea stays, unseen, and says
// at every moment what the editor does: a form is sent as it would be without this script.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete"
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands"
import { bracketMatching, indentOnInput, indentUnit, StreamLanguage } from "@codemirror/language"
import { toml } from "@codemirror/legacy-modes/mode/toml"
import { lintGutter, lintKeymap } from "@codemirror/lint"
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search"
import { EditorState, Prec } from "@codemirror/state"
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view"
import { completion } from "./complete.js"
import { japanese, language, say } from "./phrases.js"
import { Check, go } from "./problems.js"
import { rhai } from "./rhai.js"
import { looks } from "./theme.js"

const languages = { rhai, toml: StreamLanguage.define(toml) }
const checks = new Map()
const references = new Map()

const common = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  history(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightSelectionMatches(),
  EditorView.lineWrapping,
  // Tab indents; Escape and then Tab leaves, as the hint below the editor says: whatever else Escape ends, and
  // however slowly the Tab comes.
  Prec.highest(keymap.of([{ key: "Escape", run: view => (view.setTabFocusMode(60_000), false) }])),
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap, indentWithTab]),
  language == "ja" ? EditorState.phrases.of(japanese) : [],
  looks,
]

// What is typed over a selection is put in by the editor: Chromium would keep the look of what stood there, as a style
// within the page, which the page's policy forbids and the browser complains of.
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main, ranges } = view.state.selection
    if (event.inputType != "insertText" || !event.data || event.isComposing) return false
    if (main.empty || ranges.length > 1 || view.state.readOnly) return false
    const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true })
    const handled = view.state.facet(EditorView.inputHandler).some(handle => handle(view, main.from, main.to, event.data, insert))
    if (!handled) view.dispatch(insert())
    event.preventDefault()
    return true
  },
})

function mount(area) {
  const form = area.form
  const address = area.dataset.check || form?.dataset.check
  const check = address && form && checkOf(form, address)
  const hint = hintOf(area)
  const isRhai = area.dataset.editor == "rhai"

  // The textarea follows, and whoever listens to it hears of it as if it had been typed there.
  let following = false
  const follow = EditorView.updateListener.of(update => {
    if (!update.docChanged) return
    following = true
    area.value = update.state.doc.toString()
    area.dispatchEvent(new Event("input", { bubbles: true }))
    following = false
    check?.soon()
  })

  const view = new EditorView({
    doc: area.value,
    extensions: [
      common,
      languages[area.dataset.editor],
      indentUnit.of(isRhai ? "    " : "  "),
      // TOML has none yet; words of the text are no help.
      isRhai ? autocompletion({ override: [completion(referenceOf(area), form ?? document)], icons: false }) : [],
      check ? lintGutter() : [],
      EditorState.readOnly.of(area.readOnly || area.disabled),
      EditorView.contentAttributes.of({
        "aria-label": labelOf(area),
        "aria-describedby": [area.getAttribute("aria-describedby"), hint.id].filter(Boolean).join(" "),
        spellcheck: "false",
        autocapitalize: "none",
        // It takes the focus without; what looks for it does not always know that.
        tabindex: "0",
      }),
      typedOver,
      follow,
    ],
  })
  view.dom.style.setProperty("--editor-rows", area.rows)
  area.before(view.dom)
  area.after(hint)
  area.hidden = true
  // Where a page says how text areas are displayed, `hidden` alone is overruled.
  area.style.display = "none"

  const read = () => {
    if (following || area.value == view.state.doc.toString()) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: area.value } })
  }
  // Somebody else put a text in: what was kept of an earlier try, or the form's reset.
  area.addEventListener("input", read)
  form?.addEventListener("reset", () => setTimeout(read))
  area.addEventListener("jump", event => go(view, event.detail))
  for (const label of area.labels) label.addEventListener("click", () => view.focus())
  if (area.autofocus) view.focus()
  check?.add(area.dataset.file, view)
}

function checkOf(form, address) {
  if (!checks.has(form)) checks.set(form, new Check(form, address))
  return checks.get(form)
}

// The reference: from the page, or from the address in `data-reference`.
function referenceOf(area) {
  const address = area.dataset.reference || ""
  if (!references.has(address)) references.set(address, load(address))
  return references.get(address)
}

async function load(address) {
  try {
    if (address) return await (await fetch(address)).json()
    return JSON.parse(document.getElementById("reference")?.textContent || "[]")
  } catch {
    return []
  }
}

const labelOf = area => area.getAttribute("aria-label") || area.labels[0]?.textContent.trim() || area.dataset.file || ""

function hintOf(area) {
  const hint = document.createElement("p")
  hint.id = `${area.id || area.name}-keys`
  hint.className = "editor-hint"
  hint.textContent = say.hint
  return hint
}

document.querySelectorAll("textarea[data-editor]").forEach(mount)
