import { describe, expect, it } from 'vitest'
import {
  deploymentFilter,
  sandboxLabels,
} from '../../../sandbox-server/drivers/docker-engine/labels.ts'

describe('the labels of a sandbox', () => {
  it('name the node program that made it, where one did', () => {
    const node = { id: 'one', sharesEngine: false }
    expect(sandboxLabels('ours', 'a1', '', node)).toEqual({
      'org.docker-blitz.deployment': 'ours',
      'org.docker-blitz.sandbox': 'a1',
      'org.docker-blitz.node': 'one',
    })
    expect(sandboxLabels('ours', 'a1')).not.toHaveProperty('org.docker-blitz.node')
  })

  it('keep node programs apart that share an engine, and no others', () => {
    const deployment = 'org.docker-blitz.deployment=ours'
    expect(deploymentFilter('ours', { id: 'one', sharesEngine: true }).label).toEqual([
      deployment,
      'org.docker-blitz.node=one',
    ])
    // What a server without node programs has left there is the node's, too.
    expect(deploymentFilter('ours', { id: 'one', sharesEngine: false }).label).toEqual([deployment])
    expect(deploymentFilter('ours').label).toEqual([deployment])
  })
})
