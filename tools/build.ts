import { readSettings, SettingError } from '../sandbox-server/settings.ts'
import { SiteError } from './course-site.ts'
import { ensureSite, siteOf } from './site.ts'
import { Steps } from './steps.ts'

// `npm run build`: the site as files, for any web server.
const steps = new Steps(process.stderr)
try {
  const settings = readSettings(process.env)
  const { directory } = await steps.do('Site', (tell) => ensureSite(tell, siteOf(settings)))
  console.log(directory)
} catch (error) {
  if (!(error instanceof SiteError || error instanceof SettingError)) throw error
  steps.say(error.message)
  process.exitCode = 1
}
process.disconnect?.()
