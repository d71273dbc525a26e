// Colours of the design tokens. A page that says `color-scheme: light dark` gets both; a page may set any
// of the --editor-… variables to have it otherwise.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language"
import { EditorView } from "@codemirror/view"
import { tags } from "@lezer/highlight"

const token = name => `var(--color-${name})`
const both = (name, light, dark) => `var(--editor-${name}, light-dark(${token(light)}, ${token(dark)}))`

const text = both("text", "neutral-solid-gray-900", "neutral-solid-gray-50")
const background = both("background", "neutral-white", "neutral-solid-gray-900")
const raised = both("raised", "neutral-solid-gray-50", "neutral-solid-gray-800")
const quiet = both("quiet", "neutral-solid-gray-700", "neutral-solid-gray-300")
const border = both("border", "neutral-solid-gray-600", "neutral-solid-gray-400")
const focus = both("focus", "primitive-blue-900", "primitive-blue-300")
const selection = both("selection", "primitive-blue-200", "primitive-blue-1000")
const error = both("error", "primitive-red-900", "primitive-red-300")
const warning = both("warning", "primitive-orange-900", "primitive-orange-300")

const theme = EditorView.theme({
  "&": {
    color: text,
    backgroundColor: background,
    border: `1px solid ${border}`,
    borderRadius: "var(--border-radius-8)",
    overflow: "hidden",
    fontSize: "1rem",
  },
  "&.cm-focused": { outline: `3px solid ${focus}`, outlineOffset: "2px" },
  ".cm-scroller": {
    fontFamily: "var(--editor-font, 'Noto Sans Mono', 'BIZ UDGothic', 'Noto Sans Mono CJK JP', monospace)",
    lineHeight: "1.7",
    maxHeight: "70vh",
    overflow: "auto",
  },
  // As high as the textarea would be, in a unit of the editor's own lines.
  ".cm-content, .cm-gutter": { minHeight: "calc(var(--editor-rows) * 1lh + 1rem)" },
  // A page's own ring around what has the focus would be a second one.
  ".cm-content": { caretColor: text, padding: "0.5rem 0", boxShadow: "none", letterSpacing: "0", wordBreak: "normal" },
  ".cm-content ::selection, .cm-line::selection": { backgroundColor: `${selection} !important` },
  ".cm-gutters": { color: quiet, backgroundColor: raised, borderRight: `1px solid ${border}` },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { boxShadow: `inset 3px 0 0 ${focus}` },
  "&.cm-focused .cm-activeLineGutter": { color: text, fontWeight: "700" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: `1px solid ${focus}` },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: `1px dashed ${error}` },
  ".cm-selectionMatch": { backgroundColor: selection },
  ".cm-searchMatch": { backgroundColor: "transparent", outline: `2px solid ${warning}` },
  ".cm-searchMatch-selected": { backgroundColor: selection },
  ".cm-panels": { color: text, backgroundColor: raised },
  ".cm-panels.cm-panels-bottom": { borderTop: `1px solid ${border}` },
  ".cm-panel.cm-search": { fontSize: "1rem", padding: "0.5rem 2.5rem 0.5rem 0.5rem" },
  ".cm-textfield, .cm-button": {
    fontSize: "1rem",
    color: text,
    background: background,
    border: `1px solid ${border}`,
    borderRadius: "var(--border-radius-4)",
    padding: "0.25rem 0.5rem",
  },
  ".cm-panel button[name=close]": { color: text, fontSize: "1.25rem", minWidth: "1.5rem", minHeight: "1.5rem" },
  ".cm-tooltip": { color: text, backgroundColor: raised, border: `1px solid ${border}`, maxWidth: "min(32rem, 94vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "16rem", maxWidth: "min(26rem, 94vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.25rem 0.5rem", minHeight: "1.5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { color: background, backgroundColor: focus },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", marginLeft: "1em" },
  ".cm-completionInfo": { whiteSpace: "normal", padding: "0.5rem 0.75rem", lineHeight: "1.6" },
  ".cm-completionInfo.cm-completionInfo-right-narrow, .cm-completionInfo.cm-completionInfo-left-narrow": { left: "0", right: "auto" },
  ".cm-completionInfo p": { margin: "0 0 0.25rem" },
  ".cm-completionInfo pre": { margin: "0.5rem 0 0", padding: "0.5rem", overflowX: "auto", backgroundColor: background },
  ".cm-completionInfo strong": { color: error },
  ".cm-diagnostic": { padding: "0.25rem 0.5rem", lineHeight: "1.6" },
  ".cm-diagnostic-error": { borderLeft: `4px solid ${error}` },
  ".cm-diagnostic-warning": { borderLeft: `4px solid ${warning}` },
  ".cm-lintRange-error, .cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: `underline wavy ${error} 2px`,
    textUnderlineOffset: "3px",
    textDecorationSkipInk: "none",
  },
  ".cm-lintRange-warning": { textDecorationColor: warning },
  ".cm-lint-marker": { width: "0.9em", height: "0.9em", marginTop: "0.3em" },
  // A shape as well as a colour.
  ".cm-lint-marker-error": { content: "none", backgroundColor: error, borderRadius: "50%" },
  ".cm-lint-marker-warning": { content: "none", backgroundColor: warning },
})

const highlight = HighlightStyle.define([
  { tag: tags.comment, color: quiet, fontStyle: "italic" },
  { tag: tags.keyword, color: both("keyword", "primitive-blue-900", "primitive-blue-300"), fontWeight: "700" },
  { tag: tags.string, color: both("string", "primitive-green-900", "primitive-green-300") },
  { tag: [tags.number, tags.bool, tags.atom], color: both("number", "primitive-orange-1000", "primitive-orange-300") },
  { tag: tags.special(tags.variableName), color: both("fact", "primitive-purple-900", "primitive-purple-200"), fontWeight: "700" },
  { tag: tags.propertyName, color: both("fact", "primitive-purple-900", "primitive-purple-200") },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: both("function", "primitive-blue-1000", "primitive-blue-200") },
  { tag: tags.definition(tags.function(tags.variableName)), fontWeight: "700" },
  { tag: tags.heading, fontWeight: "700" },
])

export const looks = [theme, syntaxHighlighting(highlight)]
