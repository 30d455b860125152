import { describe, expect, it } from 'vitest'
import { type CheckPair, checkTask } from '../../../src/tasks/check-task.ts'

const CHECKS: readonly CheckPair[] = [
  ['first', 'The first is missing.'],
  ['second', 'The second is missing.'],
]

describe('checking a task', () => {
  it.each([
    ['says nothing where all checks hold', [0, 0], undefined],
    ['says what the first failing check says', [0, 1], 'The second is missing.'],
    ['takes a command that a signal ended for one that failed', [null], 'The first is missing.'],
  ])('%s', async (_, statuses, sentence) => {
    const left = [...statuses]
    const exec = async () => ({ status: left.shift() ?? null, timedOut: false })
    expect(await checkTask(CHECKS, exec, () => {})).toBe(sentence)
  })

  it('goes no further than the first that fails', async () => {
    const ran: string[] = []
    const exec = async (command: string) => {
      ran.push(command)
      return { status: 1, timedOut: false }
    }
    await checkTask(CHECKS, exec, () => {})
    expect(ran).toEqual(['first'])
  })

  it('does not call a task undone because its check took too long', async () => {
    const exec = async () => ({ status: null, timedOut: true })
    expect(await checkTask(CHECKS, exec, () => {})).toMatch(/took too long/)
  })

  it('tells how far it is, in words', async () => {
    const told: string[] = []
    await checkTask(
      CHECKS,
      async () => ({ status: 0, timedOut: false }),
      (words) => told.push(words),
    )
    expect(told).toEqual(['Checking 1 of 2', 'Checking 2 of 2'])
  })
})
