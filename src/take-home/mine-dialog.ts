import type { KeptFact, Mine } from '../../protocol/join-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'
import { actions, openDialog, statusLine } from '../dialog/open-dialog.ts'
import { make, makeButton } from '../elements/element.ts'
import { askMine, deleteMine, Refusal } from '../membership/ask-server.ts'
import { forgetSeat, seatToken } from '../membership/membership.ts'
import { forgetPastSeat } from '../membership/past-seats.ts'
import { troubleSentence } from '../membership/trouble-words.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import { download, fileNameOf } from '../page/download.ts'
import { forgetCommands } from '../page/kept-commands-store.ts'
import { atBase } from '../site/at-base.ts'
import { factWords, isLook, keptText, kindWords, leadSentences } from './kept-text.ts'
import styles from './take-home.css?inline'

/** A seat whose reader has left. */
export interface LeftSeat {
  readonly token: string
  /** Told once nothing is kept of it any more. */
  readonly gone: () => void
}

/**
 * Shows a participant what the workshop keeps of them, to be read, saved or deleted.
 * @param left undefined: of the seat that this browser has.
 */
export async function openMineDialog(left?: LeftSeat): Promise<void> {
  adoptStyles(styles)
  const status = statusLine()
  const place = make('div')
  status.textContent = phrase('join.asking')
  const close = makeButton(phrase('take-home.close'), () => dialog.close())
  const dialog = openDialog(phrase('mine.title'), status, place, actions(close))
  try {
    const mine = await askMine(left?.token)
    status.textContent = ''
    const trouble = (sentence: string) => dialog.isConnected && say(status, sentence)
    place.append(
      ...partsOf(
        mine,
        makeButton(left ? phrase('mine.delete-left') : phrase('mine.delete'), () =>
          deleteAll(dialog, trouble, left),
        ),
      ),
    )
  } catch (error) {
    if (left && isGone(error)) {
      dialog.close()
      left.gone()
    } else say(status, sentenceOf(error))
  }
}

function partsOf(mine: Mine, remove: HTMLButtonElement): HTMLElement[] {
  const looks = mine.facts.filter(isLook)
  const name = `${fileNameOf(mine.title)}-${fileNameOf(mine.name)}`
  const save = (ending: string, type: string, text: string) =>
    download(`${name}.${ending}`, new Blob([text], { type }))
  return [
    ...leadSentences(mine, formatTime).map((sentence) => make('p', { textContent: sentence })),
    make('h3', { textContent: phrase('mine.looks') }),
    looks.length === 0
      ? make('p', { textContent: phrase('mine.nobody-looked') })
      : tableOf(looks, phrase('mine.looks')),
    make('h3', { textContent: phrase('mine.all') }),
    tableOf(mine.facts, phrase('mine.all')),
    actions(
      makeButton(phrase('mine.download-text'), () =>
        save('txt', 'text/plain', keptText(mine, formatTime)),
      ),
      makeButton(phrase('mine.download-json'), () =>
        save('json', 'application/json', `${JSON.stringify(mine, undefined, 2)}\n`),
      ),
      remove,
    ),
  ]
}

async function deleteAll(
  dialog: HTMLDialogElement,
  trouble: (sentence: string) => void,
  left: LeftSeat | undefined,
): Promise<void> {
  const isMeant = await confirm({
    title: phrase('mine.delete-title'),
    text: left ? phrase('mine.delete-left-text') : phrase('mine.delete-text'),
    keep: phrase('mine.delete-keep'),
    go: left ? phrase('mine.delete-left-go') : phrase('mine.delete-go'),
  })
  if (!isMeant) return
  try {
    await deleteMine(left?.token)
  } catch (error) {
    trouble(sentenceOf(error))
    return
  }
  if (left) {
    dialog.close()
    left.gone()
    return
  }
  forgetPastSeat(seatToken())
  forgetSeat()
  forgetCommands()
  location.assign(atBase('/'))
}

function tableOf(facts: readonly KeptFact[], label: string): HTMLElement {
  const place = make('div')
  place.className = 'kept-facts'
  place.tabIndex = 0
  place.role = 'region'
  place.ariaLabel = label
  const table = make('table')
  const head = table.createTHead().insertRow()
  for (const words of [phrase('mine.time'), phrase('mine.what'), phrase('mine.details')]) {
    const cell = make('th', { textContent: words })
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

/** Whether the server knows nothing of that seat any more: it was deleted, or moved to another computer. */
function isGone(error: unknown): boolean {
  return error instanceof Refusal && error.refusal.trouble === 'not-in'
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
