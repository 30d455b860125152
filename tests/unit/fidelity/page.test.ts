import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ALL_CASES } from '../../../fidelity/cases/all.ts'
import { PAGE_PATH, readPage } from '../../../fidelity/page.ts'
import { REASONS } from '../../../fidelity/reasons.ts'

const TOLD = await readPage()
const TEXT = readFileSync(PAGE_PATH, 'utf8')

/** Those that the page has: the long ones are played now and then. */
const CASES = ALL_CASES.filter(({ long }) => !long)

describe('docs/fidelity.md', () => {
  it('has every case, and no other', () => {
    const named = [...TEXT.matchAll(/^\| `([a-z0-9-]+)` /gm)].map(([, name]) => name)
    expect(named.sort()).toEqual(CASES.map(({ name }) => name).sort())
  })

  it('says of each that was played the same, or the reason that the case gives', () => {
    for (const { name, differs } of CASES.filter((one) => TOLD.has(one.name))) {
      const allowed = differs ? `different: ${differs}` : 'same'
      expect(TOLD.get(name), `${name}: npm run fidelity -- --page writes the page anew`).toBe(
        allowed,
      )
    }
  })

  it('says of at least 95 in 100 that they are the same', () => {
    const same = [...TOLD.values()].filter((verdict) => verdict === 'same').length
    expect(same / TOLD.size).toBeGreaterThanOrEqual(0.95)
  })
})

describe('the cases', () => {
  it('have names of their own', () => {
    const names = ALL_CASES.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]+$/)
  })

  it('use every reason', () => {
    const used = new Set(ALL_CASES.flatMap(({ differs }) => differs ?? []))
    expect([...used].sort()).toEqual(Object.keys(REASONS).sort())
  })
})
