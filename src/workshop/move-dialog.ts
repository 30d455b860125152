import { workshopNews } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { actions, openDialog, statusLine } from '../dialog/open-dialog.ts'
import { make, makeButton } from '../elements/element.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import { pageClient, watchPage } from '../page/page-client.ts'
import { atBase } from '../site/at-base.ts'
import styles from '../take-home/take-home.css?inline'

/** How often the time that is left is renewed, in milliseconds. */
const TICK_MILLISECONDS = 1000

/** Shows a participant the code that brings the seat to another computer. */
export function openMoveDialog(): void {
  adoptStyles(styles)
  const code = make('output')
  code.className = 'move-code'
  code.ariaLabel = phrase('move.code')
  // Not read out as it ticks.
  const left = make('p')
  const status = statusLine()
  let over = 0
  const again = makeButton(phrase('move.again'), () => ask())
  again.hidden = true
  const dialog = openDialog(
    phrase('move.title'),
    make('p', { textContent: phrase('move.how', { address: joinAddress() }) }),
    code,
    left,
    status,
    make('p', { textContent: phrase('move.what') }),
    actions(
      again,
      makeButton(phrase('move.close'), () => dialog.close()),
    ),
  )
  const tick = () => {
    const seconds = Math.ceil((over - performance.now()) / 1000)
    const isOver = seconds <= 0
    left.textContent = isOver || code.value === '' ? '' : goodFor(seconds)
    if (!isOver || code.value === '') return
    code.value = ''
    status.textContent = phrase('move.over')
    again.hidden = false
  }
  const ask = () => {
    again.hidden = true
    status.textContent = phrase('join.asking')
    pageClient.reach().then(
      () => pageClient.tellWorkshop({ act: 'move' }),
      (error: Error) => {
        status.textContent = error.message
        again.hidden = false
      },
    )
  }
  const unwatch = watchPage({
    workshop(news) {
      const { data } = workshopNews.safeParse(news)
      // The seat has gone, or the workshop: the page says so.
      if (data?.news === 'left') dialog.close()
      if (data?.news !== 'move') return
      over = performance.now() + 1000 * data.seconds
      code.value = `${data.code.slice(0, 3)} ${data.code.slice(3)}`
      status.textContent = ''
      again.hidden = true
      tick()
    },
  })
  const timer = setInterval(tick, TICK_MILLISECONDS)
  dialog.addEventListener('close', () => {
    unwatch()
    clearInterval(timer)
  })
  ask()
}

function joinAddress(): string {
  const { host, pathname } = new URL(atBase('/join/'), location.href)
  return `${host}${pathname}`
}

function goodFor(seconds: number): string {
  const time =
    seconds < 60
      ? phrase('block.seconds', { number: seconds })
      : phrase('block.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
  return phrase('move.good-for', { time })
}
