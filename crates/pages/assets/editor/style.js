// CodeMirror's styles by way of a constructed sheet. style-mod itself puts those of a page into a <style>
// element, which `style-src 'self'` refuses; a constructed sheet is no element and needs no leave.
import { StyleModule as Module } from "../node_modules/style-mod/src/style-mod.js"

const sheets = new WeakMap()

export class StyleModule extends Module {
  static mount(root, modules) {
    const document = root.ownerDocument || root
    let known = sheets.get(root)
    if (!known) {
      known = { sheet: new document.defaultView.CSSStyleSheet(), modules: [] }
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, known.sheet]
      sheets.set(root, known)
    }
    // The last of them has the last word.
    const wanted = [modules].flat()
    if (wanted.every(module => known.modules.includes(module))) return
    known.modules = [...known.modules.filter(module => !wanted.includes(module)), ...wanted]
    known.sheet.replaceSync(known.modules.map(module => module.getRules()).join("\n"))
  }
}
