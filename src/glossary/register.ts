import { TermCard } from './term-card.ts'

const terms = document.querySelectorAll<HTMLAnchorElement>('a.term')
if (terms.length > 0) {
  const card = new TermCard()
  for (const term of terms) card.watch(term)
}
