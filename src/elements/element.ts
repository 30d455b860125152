/**
 * @returns an element with these properties and children. Text is text, never markup: names and
 * messages are what people wrote.
 */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  Object.assign(element, properties)
  element.append(...children)
  return element
}

export function makeButton(words: string, press: () => void, className = ''): HTMLButtonElement {
  const button = make('button', { type: 'button', textContent: words, className })
  button.addEventListener('click', press)
  return button
}

/**
 * Changes nothing, and costs nothing, where the text is that already. A text that is there is changed and
 * not replaced: no rule of a child or of an empty element is asked anew.
 */
export function setText(node: Node, text: string): void {
  const { firstChild } = node
  if (firstChild instanceof Text && firstChild === node.lastChild && text !== '') {
    if (firstChild.data !== text) firstChild.data = text
  } else if (node.textContent !== text) {
    node.textContent = text
  }
}

/** @param value undefined takes the attribute off. */
export function setData(element: HTMLElement, name: string, value: string | undefined): void {
  if (element.dataset[name] === value) return
  if (value === undefined) delete element.dataset[name]
  else element.dataset[name] = value
}
