const adopted = new Set<string>()

/** Adds a stylesheet that comes with lazy code, not with the page. Each is added once. */
export function adoptStyles(css: string): void {
  if (adopted.has(css)) return
  adopted.add(css)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets.push(sheet)
}
