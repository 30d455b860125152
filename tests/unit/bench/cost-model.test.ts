import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type CostFigures,
  costOf,
  nodeBounds,
  readFigures,
  serverBounds,
} from '../../../bench/cost-model.ts'
import { writeCosts } from '../../../bench/cost-page.ts'

const ROOT = join(import.meta.dirname, '../../..')
const read = (path: string) => readFile(join(ROOT, path), 'utf8')
const text = await read('bench/cost-figures.json')
const figures = readFigures(text)

function having(otherwise: Partial<Record<keyof CostFigures, number>>): CostFigures {
  const changed = Object.entries(otherwise).map(([name, value]) => [
    name,
    { ...figures[name as keyof CostFigures], value },
  ])
  return { ...figures, ...Object.fromEntries(changed) }
}

describe('the cost of many readers', () => {
  it('is what its page and its plot show', async () => {
    const page = await read('docs/cost-model.md')
    const made = writeCosts(page, figures)
    expect(page).toBe(made.page)
    expect(await read('docs/cost-model.svg')).toBe(made.plot)
  })

  it('names what is full first on a machine', () => {
    const roomy = { readersTried: 1e6 }
    const memory = having({
      ...roomy,
      nodeMemory: 5147,
      nodeReserve: 2147,
      nodeOwn: 1000,
      readerMemory: 40,
    })
    expect(nodeBounds(memory)[0]).toEqual({ what: 'its memory', seats: 50 })
    const processors = having({
      ...roomy,
      nodeProcessors: 2,
      nodeLoad: 0.5,
      readerProcessors: 0.05,
    })
    expect(nodeBounds(processors)[0]).toEqual({ what: 'its processors', seats: 20 })
    expect(costOf(processors, 41).nodes).toBe(3)
  })

  it('names what is full first in the server', () => {
    expect(serverBounds(having({ serverHeap: 131, serverMemory: 130 }))[0]?.what).toContain(
      'memory',
    )
    expect(serverBounds(having({ serverNetwork: 0.1 }))[0]?.what).toContain('network')
    expect(serverBounds(having({ serverKey: 1 }))[0]?.what).toContain('thread')
  })

  it('is not computed where a figure is missing', () => {
    const { nodeLoad: _, ...others } = JSON.parse(text)
    expect(() => readFigures(JSON.stringify(others))).toThrow('The figure nodeLoad is missing.')
  })
})
