import { colourSheet } from '../lesson/colours.ts'
import type { CourseFile } from '../lesson/course-file.ts'

/** The style sheet of a course's colours: a name for the bundler, and no file. */
export const COLOURS_MODULE = 'virtual:course-colours.css'

/** Gives the site a style sheet with the colours of its course. */
export function courseColours(colours: CourseFile['colours']) {
  return {
    name: 'course-colours',
    resolveId: (source: string) => (source === COLOURS_MODULE ? `\0${COLOURS_MODULE}` : undefined),
    load: (id: string) => (id === `\0${COLOURS_MODULE}` ? colourSheet(colours) : undefined),
  }
}
