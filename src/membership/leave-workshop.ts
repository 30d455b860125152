import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'
import { forgetCommands } from '../page/kept-commands-store.ts'
import { leave, Refusal } from './ask-server.ts'
import { forgetSeat } from './membership.ts'

/** Asks whether the reader means it, tells the server, and has this browser forget the seat. */
export async function leaveIfConfirmed(): Promise<boolean> {
  const isMeant = await confirm({
    title: phrase('leave.title'),
    text: phrase('leave.text'),
    keep: phrase('leave.keep'),
    go: phrase('join.leave'),
  })
  if (!isMeant) return false
  await leave().catch((error: unknown) => {
    // Whatever the server says: this browser takes part no longer.
    if (!(error instanceof Refusal)) throw error
  })
  forgetSeat()
  forgetCommands()
  return true
}
