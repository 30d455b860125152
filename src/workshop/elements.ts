/** @returns a button of the workshop's bar and of what it opens. */
export function button(label: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = label
  made.addEventListener('click', press)
  return made
}

/** @returns an element with text in it, which is text whatever somebody wrote there. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  made.className = className
  made.textContent = text
  return made
}

/** What has not changed is not written: a screen reader would read it again. */
export function setText(element: HTMLElement, words: string): void {
  if (element.textContent !== words) element.textContent = words
}
