import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'
import { forgetSeat } from '../membership/membership.ts'

/** Asks whether the reader wants to leave the workshop, and has this browser forget the seat. */
export async function leaveIfConfirmed(): Promise<void> {
  const isMeant = await confirm({
    title: phrase('workshop.leave-title'),
    text: phrase('workshop.leave-text'),
    keep: phrase('workshop.stay'),
    go: phrase('workshop.leave'),
  })
  if (!isMeant) return
  forgetSeat()
  // The page's connection is that of the seat.
  location.reload()
}
