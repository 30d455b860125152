import { formatBytes, type Layer } from './layers.ts'

const NOTES = { base: 'of the base image', own: 'a layer of its own', none: 'no layer' } as const

/** The rows of the picture; built into the page, and again in the browser for the reader's image. */
export function layersHtml(layers: readonly Layer[]): string {
  const largest = Math.max(1, ...layers.map(({ bytes }) => bytes))
  return layers.map((layer) => rowHtml(layer, layer.bytes / largest)).join('')
}

/** What stands under the picture. @param image its reference. @param whose such as `Your own build`. */
export function captionWords(layers: readonly Layer[], image: string, whose: string): string {
  const made = layers.filter(({ kind }) => kind !== 'none')
  const total = made.reduce((sum, { bytes }) => sum + bytes, 0)
  return `${whose} of ${image}: ${made.length} layers, ${formatBytes(total)}. The newest is on top.`
}

function rowHtml({ kind, instruction, bytes }: Layer, share: number): string {
  const size = kind === 'none' ? NOTES.none : formatBytes(bytes)
  const note = kind === 'none' ? '' : `<span class="sr-only">, ${NOTES[kind]}</span>`
  return (
    `<li data-kind="${kind}"><code title="${escapeHtml(instruction)}">${escapeHtml(instruction)}</code>` +
    `<span class="layer-size">${size}${note}</span>` +
    `<span class="layer-bar" style="--share:${share.toFixed(4)}"></span></li>`
  )
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
