import { escapeXml } from '../../escape-xml.ts'
import type { RehearsalResult } from '../result.ts'
import { TIMED, type Timed } from '../tally.ts'
import { memory, milliseconds, percent } from '../units.ts'
import { type Strip, stripChart } from './strip-chart.ts'
import { STYLE } from './style.ts'
import { timeChart } from './time-chart.ts'

const NAMES: Readonly<Record<Timed, string>> = {
  join: 'Join',
  prompt: 'First prompt',
  start: 'Command start',
  output: 'First output',
  reload: 'Page loaded again',
  reconnect: 'Connection back',
}

/** @returns the result of a rehearsal as one HTML file that loads nothing. */
export function rehearsalPage(result: RehearsalResult): string {
  const { title, verdict, holds, advice, workshop } = result
  const heading = `Rehearsal of ${title}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(heading)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeXml(heading)}</h1>
<p class="soft">${escapeXml(workshop)} at ${escapeXml(result.address)}, ${escapeXml(written(result.began))}</p>
<div class="verdict${holds ? ' holds' : ''}">
<p>${escapeXml(verdict)}</p>
${list(advice.map(escapeXml))}
</div>
${timesSection(result)}
${failuresSection(result)}
${machineSection(result)}
${readersSection(result)}
</main>
</body>
</html>
`
}

function timesSection({ times, samples, bounds }: RehearsalResult): string {
  const boundOf = (what: Timed) => bounds.find((one) => one.what === what)
  const rows = TIMED.map((what) => {
    const spread = times[what]
    const bound = boundOf(what)
    const cells = spread
      ? [spread.count, ...[spread.p50, spread.p95, spread.most].map(milliseconds)]
      : [0, '-', '-', '-']
    const met = bound
      ? `<td class="${bound.isMet ? 'good' : 'bad'}">${bound.isMet ? 'met' : 'missed'}</td>`
      : '<td></td>'
    const goal = bound ? milliseconds(bound.bound) : ''
    return `<tr><td>${NAMES[what]}</td>${cells.map((cell) => `<td>${cell}</td>`).join('')}<td>${goal}</td>${met}</tr>`
  })
  const strips = TIMED.flatMap((what): Strip[] => {
    const spread = times[what]
    if (!spread) return []
    const taken = samples[what].map(({ took }) => took)
    return [{ label: NAMES[what], times: taken, ...spread, goal: boundOf(what)?.bound }]
  })
  const chart =
    strips.length === 0
      ? ''
      : figure(
          stripChart(strips, 'How long each step took, one dot for each time'),
          'One dot for each time. Dashed: the median. Solid: p95, which one in twenty exceeds. Red: the goal for p95.',
        )
  return `<h2>How long it took</h2>
<div class="wide"><table>
<thead><tr><th>Step</th><th>Times</th><th>p50</th><th>p95</th><th>Longest</th><th>Goal for p95</th><th></th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>
${chart}`
}

function failuresSection({ failures }: RehearsalResult): string {
  if (failures.length === 0) return '<h2>Failures</h2>\n<p>None.</p>'
  const rows = failures.map(
    ({ sentence, readers }) => `<tr><td>${escapeXml(sentence)}</td><td>${readers.length}</td></tr>`,
  )
  return `<h2>Failures</h2>
<div class="wide"><table>
<thead><tr><th>What the reader was told, or what went wrong</th><th>Readers</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>`
}

function machineSection({ machine, machineSamples, seats }: RehearsalResult): string {
  if (machine === null) return '<h2>The machine</h2>\n<p>It said nothing of itself.</p>'
  const { memoryForSeat, processorsForSeat, busiest, holds, ends } = machine
  const seconds = machineSamples.map(({ at }) => at / 1000)
  const points = (value: (index: number) => number) =>
    seconds.map((at, index) => [at, value(index)] as const)
  const sample = (index: number) => machineSamples[index] as (typeof machineSamples)[number]
  const processors = timeChart({
    title: 'Part of all processors over the time of the rehearsal',
    points: points((index) => sample(index).processors),
    most: 1,
    written: percent,
  })
  const used = timeChart({
    title: 'Memory of all sandboxes over the time of the rehearsal',
    points: points((index) => sample(index).used),
    most: Math.max(...machineSamples.map(({ limit }) => limit)),
    written: memory,
  })
  const here = timeChart({
    title: 'Readers who had joined over the time of the rehearsal',
    points: points((index) => sample(index).readers),
    most: Math.max(1, ...machineSamples.map(({ readers }) => readers)),
    written: (value) => String(Math.round(value)),
  })
  return `<h2>The machine</h2>
<p>This machine holds about <strong>${holds}</strong> readers at this pace; ${ends === 'memory' ? 'memory ends' : 'the processors end'} first. ${seats.wanted} were wanted.</p>
<p>Each sandbox took ${memory(memoryForSeat)} of memory, and each reader ${percent(processorsForSeat)} of the processors. The busiest moment took ${percent(busiest)} of them.</p>
${figure(here, 'Readers who had joined')}
${figure(processors, 'Part of all processors')}
${figure(used, 'Memory of all sandboxes, of what they may have')}`
}

function readersSection(result: RehearsalResult): string {
  const { counts, times, readers, openingSeconds, prepared, seats, seed } = result
  const facts = [
    `${counts.joined} of ${readers} readers joined, all to come within ${openingSeconds} s; ${prepared} seats were prepared before.`,
    `The plan has ${seats.planned} seats, and the machine had room for ${seats.room}.`,
    `They ran ${counts.blocks} blocks and did ${counts.tasks} tasks, made ${counts.mistakes} mistakes and raised ${counts.hands} hands.`,
    `${times.reload?.count ?? 0} pages were loaded again, and ${times.reconnect?.count ?? 0} connections broke and came back.`,
    `The same readers come again with <code>--seed ${seed}</code>.`,
  ]
  return `<h2>The readers</h2>\n${list(facts)}`
}

function figure(svg: string, caption: string): string {
  return `<figure><div class="wide" tabindex="0" role="group" aria-label="${escapeXml(caption)}">${svg}</div><figcaption>${escapeXml(caption)}</figcaption></figure>`
}

/** @param items HTML. */
function list(items: readonly string[]): string {
  if (items.length === 0) return ''
  return `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`
}

/** @param began such as `2026-11-30T09:00:00.000Z`. */
function written(began: string): string {
  return `${began.slice(0, 16).replace('T', ' ')} UTC`
}
