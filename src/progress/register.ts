import type { RanEvent } from '../page/ran-event.ts'
import { markChapters } from './chapter-marks.ts'
import { CourseProgress } from './course-progress.ts'
import { finish, watchProgress } from './progress-store.ts'

watchProgress(markChapters)

document.addEventListener('blitz:ran', (event) => {
  const { block, status } = (event as RanEvent).detail
  const { until, exit = '0' } = (event.target as HTMLElement).dataset
  // What goes on until it is stopped has run, however it was stopped.
  if (until !== undefined || String(status) === exit) finish(block)
})

document.addEventListener('blitz:done', (event) => {
  finish((event as CustomEvent<{ task: string }>).detail.task)
})

customElements.define('course-progress', CourseProgress)
