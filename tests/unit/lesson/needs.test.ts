import { describe, expect, it } from 'vitest'
import { blockAddress } from '../../../lesson/block-anchor.ts'
import { needsOf } from '../../../lesson/needs.ts'

const COURSE = [
  { name: 'basics/pull', needs: [] },
  { name: 'basics/list', needs: [] },
  { name: 'build/enter', needs: [] },
  { name: 'build/image', needs: ['build/enter', 'basics/pull'] },
  { name: 'run/start', needs: ['build/image'] },
]

const namesOf = (needs: string[], met: string[] = []) =>
  needsOf(COURSE, needs, (name) => met.includes(name)).map(({ name }) => name)

describe('what a block builds on', () => {
  it('is all that its needs need, in the order of the course', () => {
    expect(namesOf(['run/start'])).toEqual([
      'basics/pull',
      'build/enter',
      'build/image',
      'run/start',
    ])
    expect(namesOf(['basics/list', 'basics/pull'])).toEqual(['basics/pull', 'basics/list'])
    expect(namesOf([])).toEqual([])
  })

  it('is without what ran, and what that needed with it', () => {
    expect(namesOf(['run/start'], ['build/image'])).toEqual(['run/start'])
    expect(namesOf(['build/image'], ['build/enter'])).toEqual(['basics/pull', 'build/image'])
    expect(namesOf(['run/start'], ['run/start'])).toEqual([])
  })

  it('has an address in its chapter that no heading has', () => {
    expect(blockAddress('build/image')).toBe('/build/#run-build-image')
  })
})
