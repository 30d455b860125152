import { describe, expect, it } from 'vitest'
import type { WorkshopAct } from '../../../protocol/workshop-messages.ts'
import { BlockReports, outcomeOf } from '../../../src/workshop/block-reports.ts'

const BLOCK = 'docker-basics/run'

function connectedReports(recordsCommands = false) {
  const told: WorkshopAct[] = []
  const reports = new BlockReports((act) => told.push(act))
  reports.recordsCommands = recordsCommands
  reports.connection(true)
  return { reports, told }
}

const ran = (state: string) => ({ act: 'ran', block: BLOCK, state })

describe('how a command has ended', () => {
  it.each([
    ['with success', 0, {}, 'done'],
    ['with a failure', 1, {}, 'failed'],
    ['with the failure that the chapter shows', 1, { exit: '1' }, 'done'],
    ['with success where the chapter ends with a failure', 0, { exit: '1' }, 'done'],
    ['by Ctrl+C', 130, {}, 'failed'],
    ['by Ctrl+C where it goes on until then', 130, { until: 'Ready' }, 'done'],
    ['not at all where it goes on', null, { until: 'Ready' }, 'done'],
    ['without a status', null, {}, 'failed'],
    ['with a failure of what should go on', 125, { until: 'Ready' }, 'failed'],
  ] as const)('%s', (_, status, expected, state) => {
    expect(outcomeOf(status, expected)).toBe(state)
  })
})

describe('what a page tells of a block', () => {
  it('is that it runs and how it ended, without the command', () => {
    const { reports, told } = connectedReports()
    reports.began(BLOCK)
    reports.ended(BLOCK, 'docker run hello-world', 0, {})
    reports.over(BLOCK, 'done')
    expect(told).toEqual([ran('running'), ran('done')])
  })

  it('has each command and its status where the workshop records them', () => {
    const { reports, told } = connectedReports(true)
    reports.began(BLOCK)
    reports.ended(BLOCK, 'docker rum', 1, {})
    reports.ended(BLOCK, 'docker rum', 1, {})
    const failed = { ...ran('failed'), status: 1, command: 'docker rum' }
    expect(told).toEqual([ran('running'), failed, failed])
  })

  it('is no longer that it runs when its shell has ended', () => {
    const { reports, told } = connectedReports()
    reports.began(BLOCK)
    reports.stopped(BLOCK, 'failed')
    expect(told).toEqual([ran('running'), ran('failed')])
  })

  it('is nothing of what ran before this page was there', () => {
    const { reports, told } = connectedReports()
    reports.stopped(BLOCK, 'done')
    expect(told).toEqual([])
  })

  it('waits for the connection, in its order', () => {
    const { reports, told } = connectedReports()
    reports.connection(false)
    reports.began(BLOCK)
    reports.ended(BLOCK, 'docker ps', 0, {})
    reports.task('docker-basics/pull', true)
    expect(told).toEqual([])
    reports.connection(true)
    reports.connection(true)
    expect(told).toEqual([
      ran('running'),
      ran('done'),
      { act: 'task', task: 'docker-basics/pull', isDone: true },
    ])
  })

  it('is nothing on a host\u2019s own page', () => {
    const { reports, told } = connectedReports()
    reports.isWanted = false
    reports.began(BLOCK)
    reports.task('docker-basics/pull', true)
    expect(told).toEqual([])
  })
})
