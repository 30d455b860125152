import { escapeXml } from '../../escape-xml.ts'

/** One value over the time of a rehearsal. */
export interface TimeSeries {
  readonly title: string
  /** Seconds since it began, and the value, from 0 to `most`. */
  readonly points: readonly (readonly [seconds: number, value: number])[]
  readonly most: number
  /** @returns a value as the axis shows it. */
  readonly written: (value: number) => string
}

const WIDTH = 720
const HEIGHT = 120
const LEFT = 72
const RIGHT = 12
const TOP = 12
const BOTTOM = 24

/** @returns an SVG of one line, with the area below it. */
export function timeChart({ title, points, most, written }: TimeSeries): string {
  const last = Math.max(1, ...points.map(([seconds]) => seconds))
  const top = most || 1
  const x = (seconds: number) => round(LEFT + (seconds / last) * (WIDTH - LEFT - RIGHT))
  const y = (value: number) => round(TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM))
  const way = points.map(([seconds, value]) => `${x(seconds)},${y(value)}`).join(' L')
  const [from, to] = [points.at(0)?.[0] ?? 0, points.at(-1)?.[0] ?? 0]
  const grid = [0, top / 2, top].map(
    (
      value,
    ) => `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/>
<text class="axis" x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${escapeXml(written(value))}</text>`,
  )
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(title)}">
${grid.join('\n')}
<path class="area" d="M${x(from)},${y(0)} L${way} L${x(to)},${y(0)} Z"/>
<path class="line" d="M${way}"/>
<text class="axis" x="${LEFT}" y="${HEIGHT - 4}">0 s</text>
<text class="axis" x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${Math.round(last)} s</text>
</svg>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
