import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'

const PROJECT = join(import.meta.dirname, '../../..')
const WORKFLOWS = join(PROJECT, '.github/workflows')
const FORMS = join(PROJECT, '.github/ISSUE_TEMPLATE')

/** By its whole version: what a tag such as `v5` names may change over night. */
const PINNED_ACTION = /^[\w-]+\/[\w./-]+@v\d+\.\d+\.\d+$/

/** Of the workflow syntax (docs.github.com, "Workflow syntax for GitHub Actions"), what is used here. */
const step = z.union([
  z.strictObject({
    id: z.string().optional(),
    uses: z.string().regex(PINNED_ACTION),
    with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
  z.strictObject({ id: z.string().optional(), run: z.string(), env: z.looseObject({}).optional() }),
])

const permissions = z.partialRecord(
  z.enum(['contents', 'packages', 'id-token', 'attestations']),
  z.enum(['read', 'write', 'none']),
)

const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    push: z
      .strictObject({
        branches: z.array(z.string()).optional(),
        tags: z.array(z.string()).optional(),
      })
      .optional(),
    pull_request: z.null().optional(),
  }),
  permissions,
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  jobs: z.record(
    z.string().regex(/^[a-z][\w-]*$/),
    z.strictObject({
      'runs-on': z.string(),
      'timeout-minutes': z.int().min(1).max(360),
      permissions: permissions.optional(),
      strategy: z
        .strictObject({
          'fail-fast': z.boolean().optional(),
          matrix: z.record(z.string(), z.array(z.unknown())),
        })
        .optional(),
      services: z
        .record(
          z.string(),
          z.strictObject({
            image: z.string(),
            options: z.string().optional(),
            env: z.record(z.string(), z.string()).optional(),
            ports: z.array(z.string()).optional(),
          }),
        )
        .optional(),
      env: z.record(z.string(), z.string()).optional(),
      steps: z.array(step).min(1),
    }),
  ),
})

/** Of an issue form (docs.github.com, "Syntax for GitHub's form schema"). */
const form = z.strictObject({
  name: z.string(),
  description: z.string(),
  labels: z.array(z.string()).optional(),
  body: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('markdown'),
        attributes: z.strictObject({ value: z.string() }),
      }),
      z.strictObject({
        type: z.enum(['textarea', 'input']),
        id: z.string().regex(/^[\w-]+$/),
        attributes: z.strictObject({
          label: z.string(),
          description: z.string().optional(),
          render: z.string().optional(),
        }),
        validations: z.strictObject({ required: z.boolean() }).optional(),
      }),
    ]),
  ),
})

describe.each(await readdir(WORKFLOWS))('the workflow %s', async (file) => {
  const text = await readFile(join(WORKFLOWS, file), 'utf8')
  const { jobs } = workflow.parse(parse(text))

  it('names each value of its matrix, environment and steps as they are', () => {
    for (const job of Object.values(jobs)) {
      const { include = [], ...axes } = job.strategy?.matrix ?? {}
      const names = new Set([
        ...Object.keys(axes),
        ...include.flatMap((row) => Object.keys(row as object)),
      ])
      const ids = job.steps.flatMap(({ id }) => id ?? [])
      for (const [, context, name] of JSON.stringify(job).matchAll(/\$\{\{ (\w+)\.(\w+)/g)) {
        if (context === 'matrix') expect([...names]).toContain(name)
        if (context === 'steps') expect(ids).toContain(name)
        if (context === 'env') expect(Object.keys(job.env ?? {})).toContain(name)
      }
    }
  })

  it('runs scripts and reads files that there are', async () => {
    const { scripts } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8'))
    for (const [, script] of text.matchAll(/npm run ([\w:-]+)/g))
      expect(scripts).toHaveProperty([script as string])
    for (const [path] of text.matchAll(/(?:\.ci|deploy|sandbox)\/[\w./-]+/g))
      await access(join(PROJECT, path))
  })
})

it.each((await readdir(FORMS)).filter((name) => name !== 'config.yml'))(
  'the issue form %s has what GitHub asks of a form',
  async (name) => {
    const { body } = form.parse(parse(await readFile(join(FORMS, name), 'utf8')))
    const ids = body.flatMap((field) => ('id' in field ? field.id : []))
    expect(new Set(ids).size).toBe(ids.length)
  },
)

it('each package has one exact version', async () => {
  const { dependencies, devDependencies } = JSON.parse(
    await readFile(join(PROJECT, 'package.json'), 'utf8'),
  )
  for (const version of Object.values({ ...dependencies, ...devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  }
})
