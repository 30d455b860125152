import { escapeXml } from '../../escape-xml.ts'
import { milliseconds } from '../units.ts'

/** One kind of time: a dot for each sample, lines for its p50 and p95, and what it may be. */
export interface Strip {
  readonly label: string
  /** In milliseconds. */
  readonly times: readonly number[]
  readonly p50: number
  readonly p95: number
  readonly goal: number | undefined
}

const WIDTH = 720
const ROW = 44
const LEFT = 150
const RIGHT = 20
const TOP = 8
const AXIS = 28

/** Dots of one row are spread over this part of its height, so that they do not cover each other. */
const SPREAD = 0.55

/** Of one row: more dots are one band of ink, and a large file. */
const MOST_DOTS = 1000

/** @returns an SVG; the axis is logarithmic, since times differ by hundreds. */
export function stripChart(strips: readonly Strip[], title: string): string {
  const all = strips.flatMap(({ times, goal }) => [...times, ...(goal ? [goal] : [])])
  const least = 10 ** Math.floor(Math.log10(Math.max(1, Math.min(...all, 10))))
  const most = 10 ** Math.ceil(Math.log10(Math.max(...all, 10 * least)))
  const x = (time: number) => {
    const part = Math.log10(Math.max(time, least) / least) / Math.log10(most / least)
    return round(LEFT + part * (WIDTH - LEFT - RIGHT))
  }
  const bottom = TOP + strips.length * ROW
  const ticks = decades(least, most).map(
    (tick) => `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${bottom}"/>
<text class="axis" x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${milliseconds(tick)}</text>`,
  )
  const rows = strips.map((strip, index) => row(strip, TOP + index * ROW, x))
  return `<svg viewBox="0 0 ${WIDTH} ${bottom + AXIS}" role="img" aria-label="${escapeXml(title)}">
${[...ticks, ...rows].join('\n')}
</svg>`
}

function row({ label, times, p50, p95, goal }: Strip, top: number, x: (time: number) => number) {
  const middle = top + ROW / 2
  const step = Math.ceil(times.length / MOST_DOTS)
  const dots = times
    .filter((_, index) => index % step === 0)
    .map((time, index) => {
      // The golden ratio spreads dots evenly however many there are.
      const part = (index * 0.618034) % 1
      return `<circle cx="${x(time)}" cy="${round(middle + (part - 0.5) * ROW * SPREAD)}" r="2.5"/>`
    })
  const line = (time: number, kind: string) =>
    `<line class="${kind}" x1="${x(time)}" x2="${x(time)}" y1="${top + 4}" y2="${top + ROW - 4}"/>`
  return `<text class="label" x="0" y="${middle + 4}">${escapeXml(label)}</text>
<g class="dots">${dots.join('')}</g>
${line(p50, 'p50')}${line(p95, 'p95')}${goal === undefined ? '' : line(goal, 'goal')}`
}

function decades(least: number, most: number): number[] {
  const ticks: number[] = []
  for (let tick = least; tick <= most; tick *= 10) ticks.push(tick)
  return ticks
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
