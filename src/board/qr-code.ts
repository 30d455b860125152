import { encode } from 'uqr'
import { modulesPath } from './qr-path.ts'

const SVG = 'http://www.w3.org/2000/svg'

/** Light modules around the code, without which a camera does not find it (ISO/IEC 18004 asks for 4). */
const QUIET_MODULES = 4

/** @returns the text as a QR code, which stays black on white in the dark, too. */
export function qrCode(text: string, label: string): SVGSVGElement {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_MODULES })
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`)
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', label)
  svg.setAttribute('class', 'qr-code')
  svg.setAttribute('shape-rendering', 'crispEdges')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', modulesPath(data))
  svg.append(path)
  return svg
}
