import { ChapterVariable } from './chapter-variable.ts'

customElements.define('chapter-variable', ChapterVariable)
