import { ensureSite } from '../../tools/site.ts'

/** The built site, as readers get it; built where its sources have changed. */
export async function builtSite(): Promise<string> {
  const { directory } = await ensureSite(() => {})
  return directory
}

/** Every page of the site, as its readers address it. */
export const PAGES = [
  '/',
  '/welcome/',
  '/docker-basics/',
  '/images-and-containers/',
  '/dockerfile/',
  '/deleting/',
  '/searching/',
  '/inspecting/',
  '/running/',
  '/pushing/',
  '/conclusion/',
  '/volumes/',
  '/troubleshooting/',
  '/networks/',
  '/compose/',
  '/better-dockerfile/',
  '/limits-and-safety/',
  '/on-your-own-machine/',
  '/cheat-sheet/',
  '/glossary/',
  '/about-the-images/',
  '/authors/',
  '/authors-parts/',
  '/authors-files/',
  '/authors-course/',
  '/404.html',
] as const
