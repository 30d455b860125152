import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  assertNotFilling,
  isBeingFilled,
  lockForFilling,
} from '../../../sandbox-server/hub/fill/fill-lock.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-fill-'))
})
afterEach(() => rm(directory, { recursive: true }))

describe('a hub that is being filled', () => {
  it('is not filled twice, nor removed, nor cleaned', () => {
    expect(isBeingFilled(directory)).toBe(false)
    {
      using _lock = lockForFilling(directory)
      expect(isBeingFilled(directory)).toBe(true)
      expect(() => lockForFilling(directory)).toThrow('Wait until it is done.')
      expect(() => assertNotFilling(directory)).toThrow('End that first.')
      // To ask does not end the lock.
      expect(isBeingFilled(directory)).toBe(true)
    }
    expect(isBeingFilled(directory)).toBe(false)
    using _again = lockForFilling(directory)
  })

  it('is none where there is no hub', () => {
    expect(isBeingFilled(join(directory, 'nowhere'))).toBe(false)
  })
})
