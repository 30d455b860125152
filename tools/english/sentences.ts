import type { Node, Root, Sentence } from 'nlcst'
import { toString as wordsOf } from 'nlcst-to-string'
import { SKIP, visit } from 'unist-util-visit'
import type { VFile } from 'vfile'
import { MOST_WORDS, RULES } from './rules.ts'

/** What stands for a piece of code: no rule looks into it. */
const CODE = '␣'

/** A sentence as text, and for each of its characters the node that it came from. */
interface Masked {
  readonly text: string
  readonly nodes: readonly Node[]
}

/** Reports, in the file's messages, each sentence that a rule finds. */
export function retextPlainEnglish() {
  return (tree: Root, file: VFile): void => {
    visit(tree, 'SentenceNode', (sentence) => {
      check(sentence, file)
      return SKIP
    })
  }
}

function check(sentence: Sentence, file: VFile): void {
  const { text, nodes } = masked(sentence)
  for (const { name, pattern, instead } of RULES) {
    const match = pattern.exec(text)
    if (match === null) continue
    const [words] = match
    const at = nodes[match.index + words.search(/\S/)]?.position ?? sentence.position
    file.message(`"${clip(words)}": write ${instead}.`, {
      place: at,
      ruleId: name,
      source: 'english',
    })
  }
  // A sentence that begins with code is one of its own, though the parser does not see where it begins.
  const [longest = ''] = text
    .split(/(?<=[.?!:]["”)]?) /)
    .sort((one, other) => countWords(other) - countWords(one))
  const count = countWords(longest)
  if (count <= MOST_WORDS) return
  file.message(`"${clip(longest)}" has ${count} words: write two sentences, or a list.`, {
    place: sentence.position,
    ruleId: 'long',
    source: 'english',
  })
}

function masked(sentence: Sentence): Masked {
  let text = ''
  const nodes: Node[] = []
  visit(sentence, (node) => {
    if (!('value' in node) && node.type !== 'WordNode') return undefined
    // Line breaks of the source are blanks of the sentence.
    const words = node.type === 'SourceNode' ? CODE : wordsOf(node).replaceAll(/\s+/g, ' ')
    text += words
    for (let index = 0; index < words.length; index++) nodes.push(node)
    return SKIP
  })
  return { text, nodes }
}

function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}␣]/u.test(word)).length
}

function clip(words: string): string {
  const whole = words.trim()
  return whole.length > 60 ? `${whole.slice(0, 60)}...` : whole
}
