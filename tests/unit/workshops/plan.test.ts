import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SessionTokens } from '../../../sandbox-server/sessions/session-token.ts'
import { parsePlan, readPlan } from '../../../sandbox-server/workshops/plan.ts'
import { settlePlan, withCourse } from '../../../sandbox-server/workshops/plan-checks.ts'
import { PlanFiles } from '../../../sandbox-server/workshops/plan-files.ts'
import { boardPlan, planText } from '../../../sandbox-server/workshops/plan-text.ts'
import { Workshops } from '../../../sandbox-server/workshops/workshops.ts'
import { parseTime, writtenTime } from '../../../sandbox-server/workshops/written-time.ts'
import { TestBoard } from '../../support/board.ts'
import { until } from '../../support/reader.ts'
import { noSandboxes, startServer } from '../../support/server.ts'

const BLUE = 'title: Blue\nseats: 5\n'

function refusal(lines: string, before = BLUE): string {
  try {
    parsePlan(`${before}${lines}`, 'blue.yaml')
  } catch (error) {
    return (error as Error).message
  }
  return 'It was taken.'
}

describe("a workshop's plan", () => {
  it('may leave out all but the title and the seats', () => {
    expect(parsePlan(BLUE, 'blue.yaml')).toEqual({
      title: 'Blue',
      seats: 5,
      prepare: 15,
      course: '',
      groups: [],
      thumbnails: 'asked',
      records: 'blocks',
      presence: false,
      certificate: false,
      'keep-days': 30,
    })
  })

  const TIME = 'takes a time such as 2026-12-01 09:00 or 2026-12-01T09:00+01:00.'

  it.each([
    ['', '', 'blue.yaml:1: title is missing.'],
    ['', 'title: Blue', 'blue.yaml:1: seats is missing.'],
    [
      '',
      'title: Blue\nseats: many',
      'blue.yaml:2: seats is "many", and takes a whole number from 1 to 10000.',
    ],
    [
      '',
      'title: Blue\nseats: 0',
      'blue.yaml:2: seats is 0, and takes a whole number from 1 to 10000.',
    ],
    [
      '',
      'title: Blue\nseats: 2.5',
      'blue.yaml:2: seats is 2.5, and takes a whole number from 1 to 10000.',
    ],
    [
      '',
      'title: "a\\u0007b"\nseats: 1',
      'blue.yaml:1: title is "a\\u0007b", and takes one line of text, of 120 characters at most.',
    ],
    ['', '- Blue', 'blue.yaml:1: takes fields of its own.'],
    [
      '',
      'title: [',
      'blue.yaml:1: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
    [
      'open: 2026-12-01 09:00',
      BLUE,
      'blue.yaml:3: open is no field of a workshop. Did you mean opens?',
    ],
    ['opens: 2026-12-01', BLUE, `blue.yaml:3: opens is "2026-12-01", and ${TIME}`],
    ['opens: 2026-02-30 09:00', BLUE, `blue.yaml:3: opens is "2026-02-30 09:00", and ${TIME}`],
    ['opens:', BLUE, `blue.yaml:3: opens is empty, and ${TIME}`],
    [
      'opens: 2026-12-01 09:00Z\ncloses: 2026-12-01 08:00Z',
      BLUE,
      'blue.yaml:4: closes is "2026-12-01T08:00Z", and must be after opens, 2026-12-01T09:00Z.',
    ],
    ['code: 123456', BLUE, 'blue.yaml:3: code is 123456, and takes text in quotes.'],
    [
      'code: "123-456"',
      BLUE,
      'blue.yaml:3: code is "123-456", and takes a letter too: six digits alone are a code that moves a seat.',
    ],
    ['code: no', BLUE, 'blue.yaml:3: code is "NO", and takes 4 to 16 letters and digits.'],
    [
      'groups: [{ group: Red }, { group: red }]',
      BLUE,
      'blue.yaml:3: groups.1.group is "red", and is named already.',
    ],
    [
      'groups:\n  - name: Red',
      BLUE,
      'blue.yaml:4: groups.0.name is no field of a workshop. Did you mean group?',
    ],
    ['chapters: [one, one]', BLUE, 'blue.yaml:3: chapters.1 is "one", and is named already.'],
    [
      'seat:\n  memory: lots',
      BLUE,
      'blue.yaml:4: seat.memory is "lots", and takes a whole number from 32 to 1048576.',
    ],
    [
      'seat:\n  memroy: 512',
      BLUE,
      'blue.yaml:4: seat.memroy is no field of a workshop. Did you mean memory?',
    ],
    ['thumbnails: on', BLUE, 'blue.yaml:3: thumbnails is "on", and takes one of asked, off.'],
    ['records: all', BLUE, 'blue.yaml:3: records is "all", and takes commands or blocks.'],
    ['keep-days: -1', BLUE, 'blue.yaml:3: keep-days is -1, and takes a number from 0 to 3650.'],
    ['presence: sometimes', BLUE, 'blue.yaml:3: presence is "sometimes", and takes true or false.'],
    ['title: Red', BLUE, 'blue.yaml:3: Map keys must be unique.'],
  ])(
    'with %j after %j is refused, with line, field and what to write',
    (lines, before, sentence) => {
      expect(refusal(lines, before)).toBe(sentence)
    },
  )

  it('names a course and chapters that there are', () => {
    const courses = [
      { name: 'docker', called: 'docker', chapters: ['welcome', 'images'] },
      { name: 'git', called: 'git', chapters: ['commits'] },
    ]
    const named = (lines: string, known = courses) => {
      try {
        return withCourse(readPlan(`${BLUE}${lines}`, 'blue.yaml'), known).course
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(named('course: git')).toBe('git')
    expect(named('course: git\nchapters: [commits]')).toBe('git')
    expect(named('course: gti')).toBe(
      'blue.yaml:3: course is gti, and this server has no such course. Did you mean git?',
    )
    expect(named('')).toBe(
      'blue.yaml:1: course is missing: this server has the courses docker, git.',
    )
    expect(named('course: docker\nchapters: [welcome, image]')).toBe(
      'blue.yaml:4: chapters.1 is image, and the course has no such chapter. Did you mean images?',
    )
    // The one course of a server has no name in its addresses.
    expect(named('course: docker', [{ name: '', called: 'docker', chapters: ['welcome'] }])).toBe(
      '',
    )
  })

  it('keeps its course, and does not begin to record commands, once somebody has joined', () => {
    const before = parsePlan(`${BLUE}course: git`, 'blue.yaml')
    const wanted = parsePlan('title: Red\nseats: 9\ncourse: docker\nrecords: commands', 'blue.yaml')
    expect(settlePlan(before, wanted, false)).toEqual({ plan: wanted, kept: [] })
    const { plan, kept } = settlePlan(before, wanted, true)
    expect(plan).toEqual({ ...wanted, course: 'git', records: 'blocks' })
    expect(kept).toEqual([
      'course stays as it was: somebody has joined, and is at work in it.',
      'records stays blocks: those who have joined were told that commands are not kept.',
    ])
    expect(settlePlan(wanted, before, true).plan.records).toBe('blocks')
  })
})

describe('a time in a plan', () => {
  it.each([
    ['2026-12-01T09:00+01:00', '2026-12-01T08:00:00.000Z'],
    ['2026-12-01 09:00 +0530', '2026-12-01T03:30:00.000Z'],
    ['2026-12-01 09:00:30Z', '2026-12-01T09:00:30.000Z'],
  ])('%s is %s', (written, time) => {
    expect(new Date(parseTime(written) as number).toISOString()).toBe(time)
  })

  it.each(['2026-12-01', '9:00', 'tomorrow', '2026-13-01 09:00', '2026-12-01 25:00'])(
    '%s is none',
    (written) => expect(parseTime(written)).toBe(undefined),
  )

  it('without an offset is of the zone of the machine, and is written with that', () => {
    const before = process.env['TZ']
    onTestFinished(() => {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    })
    process.env['TZ'] = 'Asia/Kolkata'
    const time = parseTime('2026-12-01 09:00') as number
    expect(new Date(time).toISOString()).toBe('2026-12-01T03:30:00.000Z')
    expect(writtenTime(time)).toBe('2026-12-01T09:00+05:30')
    process.env['TZ'] = 'America/St_Johns'
    expect(writtenTime(time)).toBe('2026-12-01T00:00-03:30')
  })
})

describe("the text of a plan's file", () => {
  it('keeps comments and fields that a board does not know', () => {
    const before = [
      '# For the spring.',
      'title: Blue # as on the door',
      'seats: 5',
      'opens: 2026-12-01 10:00+01:00',
      'seat:',
      '  memory: 512',
      '',
    ].join('\n')
    const plan = boardPlan(parsePlan(before, 'blue.yaml'))
    const text = planText({ ...plan, seats: 9, code: 'BLUE42' }, before)
    expect(text).toContain('# For the spring.\ntitle: Blue # as on the door\nseats: 9\n')
    expect(text).toContain('opens: 2026-12-01 10:00+01:00\n')
    expect(parsePlan(text, 'blue.yaml')).toEqual({
      ...parsePlan(before, 'blue.yaml'),
      seats: 9,
      code: 'BLUE42',
    })
  })

  it('is whole where there was none, and says the same', () => {
    const plan = parsePlan(
      `${BLUE}code: '1234ABCD'\ncloses: 2026-12-01 10:00Z\ngroups: [{ group: Red, instructor: Ada }]\nchapters: [one]`,
      'blue.yaml',
    )
    expect(parsePlan(planText(boardPlan(plan)), 'blue.yaml')).toEqual(plan)
  })

  it('leaves out what a board no longer sets', () => {
    const before = `${BLUE}closes: 2026-12-01 10:00Z\nchapters: [one]\n`
    const plan = boardPlan(parsePlan(before, 'blue.yaml'))
    const text = planText({ ...plan, closes: null, chapters: null }, before)
    expect(text).not.toMatch(/closes|chapters/)
  })
})

/** A state directory with these files in `workshops/`, removed after the test. */
async function stateWith(files: Record<string, string>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-plans-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  new PlanFiles(directory)
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(directory, 'workshops', name), text)
  }
  return directory
}

async function workshopsOf(stateDirectory: string) {
  const faults: unknown[] = []
  const workshops = new Workshops({
    stateDirectory,
    tokens: new SessionTokens(new Uint8Array(32)),
    courses: [{ name: '', called: 'docker', chapters: ['welcome'] }],
    onFault: (error) => faults.push(error),
  })
  onTestFinished(() => workshops.close())
  return { workshops, faults }
}

describe('the files of workshops', () => {
  it('that are wrong are named on the board and in the log, and the others are there', async () => {
    const state = await stateWith({
      'blue.yaml': BLUE,
      'red.yaml': 'title: Red\nseats: none\n',
      'My Workshop.yaml': BLUE,
      'green.yml': BLUE,
      'far.yaml': `${BLUE}chapters: [welcom]`,
      '.hidden.yaml': 'no',
      'notes.txt': 'no',
    })
    const { workshops, faults } = await workshopsOf(state)
    expect([...workshops.all].map(({ name }) => name)).toEqual(['blue'])
    expect([...workshops.troubles].sort()).toEqual([
      'workshops/My Workshop.yaml: a workshop has a name of small letters, digits and hyphens, of 40 at most. Rename the file.',
      'workshops/far.yaml:3: chapters.0 is welcom, and the course has no such chapter. Did you mean welcome?',
      "workshops/green.yml: the name of a workshop's file ends with .yaml. Rename it.",
      'workshops/red.yaml:2: seats is "none", and takes a whole number from 1 to 10000.',
    ])
    expect(faults.map((fault) => (fault as Error).message).sort()).toEqual(
      [...workshops.troubles].sort(),
    )
  })

  it('get a code that stays, and no two have the same', async () => {
    const state = await stateWith({
      'blue.yaml': BLUE,
      'one.yaml': `${BLUE}code: S0LO-42`,
      'other.yaml': `${BLUE}code: solo42`,
    })
    const first = await workshopsOf(state)
    const { code } = first.workshops.named('blue').plan
    expect(code).toMatch(/^[A-Z2-9]{8}$/)
    expect(first.workshops.ofCode(`${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase()).name).toBe(
      'blue',
    )
    expect(first.workshops.troubles).toEqual([
      'workshops/other.yaml:3: code is SOLO42, the code of the workshop one. Take another.',
    ])
    first.workshops.close()
    const second = await workshopsOf(state)
    expect(second.workshops.named('blue').plan.code).toBe(code)
  })

  it('are followed while the server runs: a wrong one changes nothing, one that is gone ends nothing', async () => {
    const state = await stateWith({ 'blue.yaml': BLUE })
    await using server = await startServer({ driver: noSandboxes, stateDirectory: state })
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    const path = join(state, 'workshops', 'blue.yaml')
    const troubles = () => board.messages.findLast(({ type }) => type === 'workshops')
    await writeFile(path, `${BLUE}closes: soon`)
    await until(
      () => JSON.stringify(troubles())?.includes('The earlier plan stays in force.'),
      'the trouble on the board',
    )
    expect(board.workshop?.title).toBe('Blue')
    await writeFile(path, 'title: Navy\nseats: 7\n')
    await until(() => board.workshop?.title === 'Navy', 'the new plan')
    expect(board.workshop?.seats).toBe(7)
    expect(server.workshops.troubles).toEqual([])
    await rm(path)
    await writeFile(join(state, 'workshops', 'red.yaml'), 'title: Red\nseats: 1\n')
    await until(() => [...server.workshops.all].length === 2, 'the new workshop')
    expect(server.workshops.named('blue').phase).toBe('open')
  })
})
