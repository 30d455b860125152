import { describe, expect, it } from 'vitest'
import { LiveError, PendingRequests } from '../../../protocol/client-requests.ts'

const preview = (request: number) => ({ type: 'preview', request, port: 8080 }) as const
const answerTo = (request: number) =>
  ({ type: 'preview', request, address: 'http://one.localhost' }) as const

describe('requests that are not answered yet', () => {
  it('are settled once, by the answer of their number', async () => {
    const requests = new PendingRequests()
    const [one, other] = [requests.add(preview(1)), requests.add(preview(2))]
    requests.answer(answerTo(2))
    requests.answer(answerTo(2))
    expect(await other).toMatchObject({ address: 'http://one.localhost' })
    expect(requests.messages).toEqual([preview(1)])
    requests.refuse(1, 'There is no such port.')
    await expect(one).rejects.toThrow(new LiveError('There is no such port.'))
    expect(requests.size).toBe(0)
  })

  it('are left alone by an answer to none of them', () => {
    const requests = new PendingRequests()
    requests.add(preview(1))
    requests.answer(answerTo(7))
    requests.refuse(8, 'What for?')
    expect(requests.size).toBe(1)
  })

  it('are all refused together', async () => {
    const requests = new PendingRequests()
    const asked = [requests.add(preview(1)), requests.add(preview(2))]
    requests.refuseAll('The connection was lost.')
    const settled = await Promise.allSettled(asked)
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(requests.messages).toEqual([])
  })
})
