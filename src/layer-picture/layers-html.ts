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
  const parts = `${ofBase} of the base image and ${countLayers(rows) - ofBase} of its own`
  return `${whose} of ${image}: ${layerWords(countLayers(rows))}, ${parts}. ${size} in all. The newest is on top.`
}

/** @param layers such as 1. @returns such as `1 layer`. */
function layerWords(layers: number): string {
  return layers === 1 ? '1 layer' : `${layers} layers`
}

function rowHtml({ kind, instruction, bytes, layers }: LayerRow, share: number): string {
  const size = kind === 'none' ? 'no layer' : `${layerWords(layers)}, ${formatBytes(bytes)}`
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
