import { LessonTask } from './lesson-task.ts'

customElements.define('lesson-task', LessonTask)
