import { describe, expect, it } from 'vitest'
import type {
  RecordedRun,
  RecordedWorkshop,
} from '../../../sandbox-server/workshops/records/recorded.ts'
import { percentile } from '../../../sandbox-server/workshops/report/percentile.ts'
import { reportOn } from '../../../sandbox-server/workshops/report/report.ts'

const BEGIN = Date.UTC(2026, 10, 30, 9)
const SECOND = 1000

const at = (seconds: number) => BEGIN + seconds * SECOND

const seat = (seat: number) => ({
  seat,
  name: `Reader ${seat}`,
  group: null,
  joined: BEGIN,
  ended: null,
})

const visit = (seat: number, block: string | null, from: number, until: number | null) => ({
  seat,
  chapter: 'docker-basics',
  block: block && `docker-basics/${block}`,
  from: at(from),
  until: until === null ? null : at(until),
})

function run(
  seat: number,
  block: string,
  state: RecordedRun['state'],
  seconds: number,
  command: string | null = null,
): RecordedRun {
  return {
    seat,
    block: `docker-basics/${block}`,
    state,
    status: state === 'running' ? null : Number(state === 'failed'),
    command,
    at: at(seconds),
    ended: at(seconds + 1),
  }
}

/** Four readers: one does all, one fails once and goes on, one gets stuck, one never begins. */
const RECORDED: RecordedWorkshop = {
  seats: [seat(1), seat(2), seat(3), seat(4)],
  visits: [
    visit(1, null, 0, 10),
    visit(1, 'first', 10, 40),
    visit(1, 'second', 40, 100),
    visit(2, 'first', 10, 30),
    visit(2, 'second', 30, 50),
    visit(2, 'first', 50, 60),
    visit(2, 'second', 60, 160),
    // The server fell while this one lasted.
    visit(3, 'first', 10, null),
  ],
  runs: [
    run(1, 'first', 'done', 20, 'docker ps'),
    run(1, 'second', 'done', 60, 'docker images'),
    run(2, 'first', 'failed', 15, 'docker pss'),
    run(2, 'first', 'done', 55, 'docker ps'),
    run(2, 'second', 'running', 100, 'docker run alpine'),
    run(3, 'first', 'failed', 30, ' docker pss '),
    run(3, 'first', 'failed', 50, 'docker pss'),
    run(3, 'first', 'failed', 70, 'dokcer ps'),
  ],
  tasks: [
    { seat: 1, task: 'docker-basics/run-one', done: at(90) },
    { seat: 2, task: 'docker-basics/run-one', done: at(150) },
  ],
  hands: [
    { seat: 3, words: 'It says pss.', raised: at(80), lowered: at(140), loweredBy: 'host' },
    { seat: 3, words: '', raised: at(200), lowered: at(220), loweredBy: 'reader' },
    { seat: 2, words: '', raised: at(210), lowered: null, loweredBy: null },
  ],
  looks: [
    {
      look: 1,
      seat: 3,
      host: 'Ada',
      asked: at(100),
      agreed: at(105),
      typed: at(110),
      ended: at(135),
      endedBy: 'reader',
    },
    {
      look: 2,
      seat: 2,
      host: 'Ada',
      asked: at(150),
      agreed: null,
      typed: null,
      ended: at(152),
      endedBy: 'reader',
    },
  ],
}

describe('the report on a workshop', () => {
  it('says for each block who reached it, ran it, got it done and got no further', () => {
    const { seats, active, runs, blocks } = reportOn(RECORDED)
    expect({ seats, active, runs }).toEqual({ seats: 4, active: 3, runs: 8 })
    expect(blocks).toEqual([
      {
        block: 'docker-basics/first',
        reached: 3,
        begun: 3,
        done: 2,
        failed: 1,
        leftHere: 1,
        medianSeconds: 30,
        // 30, 30, and the 60 seconds until the last sign of the third.
        p90Seconds: expect.closeTo(54),
      },
      {
        block: 'docker-basics/second',
        reached: 2,
        begun: 2,
        done: 1,
        failed: 0,
        leftHere: 2,
        medianSeconds: 90,
        p90Seconds: expect.closeTo(114),
      },
    ])
  })

  it('has the blocks in the order of the course, and after these what the course lacks', () => {
    const names = (order: string[]) => reportOn(RECORDED, order).blocks.map(({ block }) => block)
    const [first, second] = ['docker-basics/first', 'docker-basics/second']
    expect(names([second, first])).toEqual([second, first])
    expect(names(['docker-basics/other', second])).toEqual([second, first])
  })

  it('lists what failed most, the same command once', () => {
    expect(reportOn(RECORDED).failures).toEqual([
      { block: 'docker-basics/first', command: 'docker pss', failures: 3, seats: 2 },
      { block: 'docker-basics/first', command: 'dokcer ps', failures: 1, seats: 1 },
    ])
  })

  it('lists blocks where no commands are kept, and ten at most', () => {
    const runs = Array.from({ length: 30 }, (_, index) =>
      run(1, `b-${index % 12}`, 'failed', index),
    )
    const { failures } = reportOn({ ...RECORDED, runs })
    expect(failures).toHaveLength(10)
    expect(failures[0]).toEqual({
      block: 'docker-basics/b-0',
      command: null,
      failures: 3,
      seats: 1,
    })
    expect(failures.at(-1)?.failures).toBe(2)
  })

  it('counts tasks, hands and looks, and how long they lasted', () => {
    const { tasks, hands, looks } = reportOn(RECORDED)
    expect(tasks).toEqual([{ task: 'docker-basics/run-one', seats: 2 }])
    expect(hands).toEqual({ raised: 3, seats: 2, answered: 1, medianSeconds: 40 })
    expect(looks).toEqual({ asked: 2, agreed: 1, typed: 1, medianSeconds: 30 })
  })

  it('of a workshop to which nobody came is empty', () => {
    const none = { seats: [], visits: [], runs: [], tasks: [], hands: [], looks: [] }
    expect(reportOn(none)).toEqual({
      version: 1,
      seats: 0,
      active: 0,
      runs: 0,
      blocks: [],
      tasks: [],
      failures: [],
      hands: { raised: 0, seats: 0, answered: 0, medianSeconds: null },
      looks: { asked: 0, agreed: 0, typed: 0, medianSeconds: null },
    })
  })

  it('names no reader', () => {
    expect(JSON.stringify(reportOn(RECORDED))).not.toContain('Reader ')
  })
})

describe('a percentile', () => {
  it.each([
    [[], 0.5, undefined],
    [[7], 0.9, 7],
    [[3, 1], 0.5, 2],
    [[5, 1, 3], 0.5, 3],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0.9, 10],
  ])('of %j at %d is %s', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected)
  })
})
