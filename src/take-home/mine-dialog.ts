import type { KeptFact, Mine } from '../../protocol/join-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'
import { askMine, deleteMine, Refusal } from '../membership/ask-server.ts'
import { forgetSeat } from '../membership/membership.ts'
import { troubleSentence } from '../membership/trouble-words.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import { download, fileNameOf } from '../page/download.ts'
import { forgetCommands } from '../page/kept-commands-store.ts'
import { atBase } from '../site/at-base.ts'
import { actions, button, element, openDialog, statusLine } from './elements.ts'
import { factWords, isLook, keptText, kindWords, leadSentences } from './kept-text.ts'
import styles from './take-home.css?inline'

/** Shows a participant what the workshop keeps of them, to be read, saved or deleted. */
export async function openMineDialog(): Promise<void> {
  adoptStyles(styles)
  const status = statusLine()
  const place = element('div')
  status.textContent = phrase('join.asking')
  const close = button(phrase('take-home.close'), () => dialog.close())
  const dialog = openDialog(phrase('mine.title'), status, place, actions(close))
  try {
    const mine = await askMine()
    status.textContent = ''
    place.append(...partsOf(mine, (sentence) => dialog.isConnected && say(status, sentence)))
  } catch (error) {
    say(status, sentenceOf(error))
  }
}

function partsOf(mine: Mine, trouble: (sentence: string) => void): HTMLElement[] {
  const looks = mine.facts.filter(isLook)
  const name = `${fileNameOf(mine.title)}-${fileNameOf(mine.name)}`
  const save = (ending: string, type: string, text: string) =>
    download(`${name}.${ending}`, new Blob([text], { type }))
  return [
    ...leadSentences(mine, formatTime).map((sentence) => element('p', sentence)),
    element('h3', phrase('mine.looks')),
    looks.length === 0
      ? element('p', phrase('mine.nobody-looked'))
      : tableOf(looks, phrase('mine.looks')),
    element('h3', phrase('mine.all')),
    tableOf(mine.facts, phrase('mine.all')),
    actions(
      button(phrase('mine.download-text'), () =>
        save('txt', 'text/plain', keptText(mine, formatTime)),
      ),
      button(phrase('mine.download-json'), () =>
        save('json', 'application/json', `${JSON.stringify(mine, undefined, 2)}\n`),
      ),
      button(phrase('mine.delete'), () => deleteAll(trouble)),
    ),
  ]
}

async function deleteAll(trouble: (sentence: string) => void): Promise<void> {
  const isMeant = await confirm({
    title: phrase('mine.delete-title'),
    text: phrase('mine.delete-text'),
    keep: phrase('mine.delete-keep'),
    go: phrase('mine.delete-go'),
  })
  if (!isMeant) return
  try {
    await deleteMine()
  } catch (error) {
    trouble(sentenceOf(error))
    return
  }
  forgetSeat()
  forgetCommands()
  location.assign(atBase('/'))
}

function tableOf(facts: readonly KeptFact[], label: string): HTMLElement {
  const place = element('div')
  place.className = 'kept-facts'
  place.tabIndex = 0
  place.role = 'region'
  place.ariaLabel = label
  const table = element('table')
  const head = table.createTHead().insertRow()
  for (const words of [phrase('mine.time'), phrase('mine.what'), phrase('mine.details')]) {
    const cell = element('th', words)
    cell.scope = 'col'
    head.append(cell)
  }
  const body = table.createTBody()
  for (const fact of facts) {
    const row = body.insertRow()
    for (const words of [formatTime(fact.at), kindWords(fact), factWords(fact)]) {
      row.insertCell().textContent = words
    }
  }
  place.append(table)
  return place
}

function say(status: HTMLElement, sentence: string): void {
  status.textContent = sentence
}

/** @throws what is no refusal. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Refusal)) throw error
  return troubleSentence(error.refusal.trouble)
}

function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
}
