import { setTimeout as delay } from 'node:timers/promises'
import { readCourse } from '../course/read-course.ts'
import type { Chapter, Course } from '../lesson/course.ts'
import { ChapterCheck, type Row as LessonRow } from '../runner/check-chapter.ts'
import { LessonReader } from '../runner/lesson-reader.ts'
import { percentile } from '../runner/rehearsal/statistics.ts'
import { Growth } from './growth.ts'
import { availableMemory, processorShare, processorTime } from './machine.ts'
import { OurServer } from './our-server.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/** It pulls two images, looks into them and runs nothing for long, as most chapters do. */
const CHAPTER = 'inspecting'

/** From one reader who comes to the next: a room that takes its seats. */
const ARRIVAL_MILLISECONDS = 1500

const GOAL = { failures: 0, blockStartMilliseconds: 200 }

/** What became of the readers. */
interface Crowd {
  /** What could not be played, in sentences. */
  readonly failures: string[]
  /** From coming to the first prompt, in milliseconds. */
  readonly prompts: number[]
  /** From Run to the start of the block's command, in milliseconds, of every block but the first. */
  readonly starts: number[]
}

/** A room of readers on this machine, each of whom reads a chapter and runs its blocks. */
export async function benchCrowd(options: BenchOptions): Promise<readonly Row[]> {
  const { tell, readers } = options
  const course = await readCourse()
  const chapter = course.chapters.find(({ name }) => name === CHAPTER) as Chapter
  tell('preparing a hub with the whole catalogue')
  await using server = await OurServer.start({
    hasHub: true,
    live: { warm: 1, warmMaximum: 8, startsAtOnce: 2, maximum: readers + 8, perAddress: readers },
  })
  await server.hasSandboxReady()
  const memory = await availableMemory()
  const processors = await processorTime()
  const growth = await Growth.begin()
  const crowd: Crowd = { failures: [], prompts: [], starts: [] }
  // Who is done stays: all are alive at the end.
  using come = new DisposableStack()
  const reading = Array.from({ length: readers }, async (_, index) => {
    await delay(index * ARRIVAL_MILLISECONDS, undefined, options)
    const reader = come.use(new LessonReader(server.address))
    await readChapter(reader, { course, chapter, crowd, ...options })
  })
  await watched(Promise.all(reading), () => {
    const { prompts, starts, failures } = crowd
    void growth.look(prompts)
    tell(
      `${prompts.length} of ${readers} are in, ${starts.length} blocks, ${failures.length} failures`,
    )
  })
  const share = processorShare(processors, await processorTime())
  const used = (memory - (await availableMemory())) / readers / 1e6
  for (const failure of crowd.failures) console.error(failure)
  return [...rowsOf(readers, crowd, { used, share }), ...growth.rows()]
}

interface Reading extends BenchOptions {
  readonly course: Course
  readonly chapter: Chapter
  readonly crowd: Crowd
}

async function readChapter(reader: LessonReader, reading: Reading): Promise<void> {
  const { course, chapter, crowd, signal } = reading
  const last = [...chapter.blocks, ...chapter.tasks].at(-1)
  try {
    let isFirst = true
    for await (const row of new ChapterCheck(course, chapter, reader).rows()) {
      count(row, crowd, isFirst)
      isFirst = false
      if (row.name !== last?.name) await delay(pause(reading.pace), undefined, { signal })
    }
  } catch (error) {
    signal.throwIfAborted()
    crowd.failures.push((error as Error).message)
  }
}

function count({ name, problem, played }: LessonRow, crowd: Crowd, isFirst: boolean): void {
  if (problem) crowd.failures.push(`${name}: ${problem.sentence}`)
  const { prompt, start } = played?.times ?? {}
  if (isFirst && prompt !== undefined) crowd.prompts.push(prompt)
  if (!isFirst && start !== undefined) crowd.starts.push(start)
}

/** @returns milliseconds. */
function pause([least, most]: BenchOptions['pace']): number {
  return (least + Math.random() * (most - least)) * 1000
}

/** Says every second how far it is. */
async function watched(work: Promise<unknown>, say: () => void): Promise<void> {
  const timer = setInterval(say, 1000)
  try {
    await work
  } finally {
    clearInterval(timer)
  }
}

function rowsOf(
  readers: number,
  { failures, prompts, starts }: Crowd,
  { used, share }: { used: number; share: number },
): Row[] {
  const p95 = percentile(0.95)
  const of = `${readers} readers`
  return [
    compare({
      name: `${of}: failures`,
      ours: [failures.length],
      goal: { ours: GOAL.failures },
      tolerance: null,
    }),
    compare({
      name: `${of}: start of a block, p95, ms`,
      ours: starts,
      of: p95,
      goal: { ours: GOAL.blockStartMilliseconds },
    }),
    compare({ name: `${of}: first prompt of who comes, p95, ms`, ours: prompts, of: p95 }),
    compare({ name: `${of}: memory of the machine for each, MB`, ours: [used] }),
    compare({ name: `${of}: share of the processors, %`, ours: [share * 100] }),
  ]
}
