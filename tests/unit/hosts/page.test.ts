import { describe, expect, it } from 'vitest'
import type { Case } from '../../../hosts/case.ts'
import { ALL_CASES } from '../../../hosts/cases/all.ts'
import { readPage, readTold, tellAgain } from '../../../hosts/page.ts'

const PAGE = await readPage()

const row = (name: string, result: string) => ({
  ...{ name, result, isGood: true, versions: 'Debian 13.8', date: '2026-11-29', minutes: 12.4 },
})

describe('the table of hosts', () => {
  it('has every case, in order, and no other', () => {
    const [, table = ''] = PAGE.split('<!-- The table')
    const named = [...table.matchAll(/^\| `([a-z0-9-]+)` /gm)].map(([, name]) => name)
    expect(named).toEqual(ALL_CASES.map(({ name }) => name))
  })

  it('stays as it is where nothing was played', () => {
    expect(tellAgain(PAGE, ALL_CASES, [])).toBe(PAGE)
  })

  it('keeps the rows of cases that were not played, whatever they say', () => {
    const cases = ['one', 'two', 'three'].map((name) => ({ name, what: 'tries it' }) as Case)
    const empty = PAGE.replace(/(-- --page -->)[\s\S]*(<!-- The end)/, '$1\n$2')
    const first = tellAgain(empty, cases, [row('one', 'refused: a | b')])
    const second = tellAgain(first, cases, [row('two', 'works')])
    expect(second).toMatch(
      /^\| `one` +\| tries it \| Debian 13\.8 +\| 2026-11-29 \| refused: a \\\| b \| 12 +\|$/m,
    )
    expect([...readTold(second).keys()]).toEqual(['one', 'two'])
    expect(tellAgain(second, cases, [])).toBe(second)
    expect(second.match(/^\| `.*not played yet/gm)).toHaveLength(1)
  })
})
