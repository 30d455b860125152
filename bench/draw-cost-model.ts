import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFigures } from './cost-model.ts'
import { writeCosts } from './cost-page.ts'

/** Writes the tables and the plot of docs/cost-model.md from the figures beside this file. */
const { dirname } = import.meta
const docs = join(dirname, '../docs')
const figures = readFigures(await readFile(join(dirname, 'cost-figures.json'), 'utf8'))
const path = join(docs, 'cost-model.md')
const { page, plot } = writeCosts(await readFile(path, 'utf8'), figures)
await writeFile(path, page)
await writeFile(join(docs, 'cost-model.svg'), plot)
