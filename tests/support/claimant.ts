import { claimDeployment, type Deployment } from '../../sandbox-server/deployment.ts'

/** A process of the tests that claims state directories, as it is told over its channel. */
let claimed: Deployment | undefined

process.on('message', async (stateDirectory: string | null) => {
  try {
    await claimed?.[Symbol.asyncDispose]()
    claimed = undefined
    if (stateDirectory !== null) claimed = await claimDeployment(stateDirectory)
    process.send?.(claimed?.name ?? 'nothing')
  } catch (error) {
    process.send?.(`refused: ${(error as Error).message}`)
  }
})
