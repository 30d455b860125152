import { phrase } from '../../words/phrase.ts'
import { countLayers, formatBytes, type LayerRow } from './layers.ts'

/** The rows of the picture; built into the page, and again in the browser for the reader's image. */
export function layersHtml(rows: readonly LayerRow[]): string {
  const largest = Math.max(1, ...rows.map(({ bytes }) => bytes))
  return rows.map((row) => rowHtml(row, row.bytes / largest)).join('')
}

/** The line under the picture. @param image its reference. @param whose such as `Your own build`. */
export function captionWords(rows: readonly LayerRow[], image: string, whose: string): string {
  const total = rows.reduce((sum, { bytes }) => sum + bytes, 0)
  const size = formatBytes(total)
  const ofBase = countLayers(rows.filter(({ kind }) => kind === 'base'))
  return phrase('layers.caption', {
    whose,
    image,
    layers: phrase('layers.count', { count: countLayers(rows) }),
    base: ofBase,
    own: countLayers(rows) - ofBase,
    size,
  })
}

function rowHtml({ kind, instruction, bytes, layers }: LayerRow, share: number): string {
  const size =
    kind === 'none'
      ? phrase('layers.none')
      : phrase('layers.row', {
          layers: phrase('layers.count', { count: layers }),
          size: formatBytes(bytes),
        })
  return (
    `<li data-kind="${kind}" style="--layers:${Math.max(1, layers)}">` +
    `<code translate="no" title="${escapeHtml(instruction)}">${escapeHtml(instruction)}</code>` +
    `<span class="layer-size">${size}</span>` +
    `<span class="layer-bar" style="--share:${share.toFixed(4)}"></span></li>`
  )
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
