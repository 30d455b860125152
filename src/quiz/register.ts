import { LessonQuiz } from './lesson-quiz.ts'

customElements.define('lesson-quiz', LessonQuiz)
