import source from '@course/course.yaml?raw'
import { parseCourseFile } from '../../lesson/course-file.ts'

/** What the course that is built says of itself. */
export const COURSE = parseCourseFile(source).file
