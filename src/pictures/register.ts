import { LessonPicture } from './lesson-picture.ts'

customElements.define('lesson-picture', LessonPicture)
