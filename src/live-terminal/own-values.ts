import { phrase } from '../../words/phrase.ts'
import { watchSandboxMemory } from '../page/sandbox-memory-store.ts'

/** The value that the page was built with, of a place that shows the reader's own. */
const recorded = new WeakMap<Element, string>()

/** Shows, in every place of a captured value, what the reader's own sandbox gave, once it did. */
export function showOwnValues(): void {
  watchSandboxMemory(({ values }) => {
    for (const place of document.querySelectorAll<HTMLElement>('[data-value]')) {
      show(place, values[place.dataset['value'] ?? ''])
    }
  })
}

function show(place: HTMLElement, own: string | undefined): void {
  const built = recorded.get(place) ?? place.textContent
  recorded.set(place, built)
  const value = own ?? built
  if (place.textContent !== value) place.textContent = value
  place.toggleAttribute('data-own', own !== undefined)
  place.title = own === undefined ? '' : phrase('block.own-value')
}

/** @returns the values that stand in the places below `element` now, by their names in the chapter. */
export function valuesShownIn(element: Element): ReadonlyMap<string, string> {
  const places = [...element.querySelectorAll<HTMLElement>('[data-value]')]
  return new Map(
    places.map(({ dataset, textContent }) => {
      return [dataset['value']?.split('/').at(-1) ?? '', textContent]
    }),
  )
}
