// Opens pages in a real browser without a screen; arguments: the browser, then files.
// One line per page: what its console said, what it asked the network for, what of its drawings can be seen, and what those who do not see them are told.
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const [executablePath, ...files] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })

// The shades of a picture: a blank one has a single one.
const shades = async (page, png) => page.evaluate(async data => {
  const picture = await createImageBitmap(await (await fetch(data)).blob())
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  const pen = canvas.getContext('2d')
  pen.drawImage(picture, 0, 0)
  return new Set(new Uint32Array(pen.getImageData(0, 0, picture.width, picture.height).data.buffer)).size
}, `data:image/png;base64,${png.toString('base64')}`)

for (const file of files) {
  const answer = { console: [], requests: [], drawings: 0, visible: 0, named: 0, figures: 0, withNumbers: 0, leastShades: Infinity, slider: null }
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1200, height: 900 } })
    const url = pathToFileURL(file).href
    page.on('console', message => { if (message.type() !== 'log') answer.console.push(message.text()) })
    page.on('pageerror', error => answer.console.push(String(error)))
    page.on('request', request => { if (request.url() !== url && !request.url().startsWith('data:')) answer.requests.push(request.url()) })
    await page.goto(url)
    const lens = await browser.newPage()
    for (const drawing of await page.locator('svg:not([hidden] svg)').all()) {
      answer.drawings++
      await drawing.scrollIntoViewIfNeeded()
      const box = await drawing.boundingBox()
      if (box && box.width > 100 && box.height > 60) answer.visible++
      answer.leastShades = Math.min(answer.leastShades, await shades(lens, await drawing.screenshot()))
    }
    // As software for those who do not see them finds drawings: by role, with a name.
    answer.named += await page.getByRole('img', { name: /\S/ }).count()
    for (const figure of await page.locator('figure').all()) {
      answer.figures++
      await figure.locator('summary').click()
      if (await figure.getByRole('row').count() > 2 && await figure.getByRole('columnheader').first().isVisible()) answer.withNumbers++
    }
    if (await page.locator('#frame').count()) {
      await page.locator('#frame').fill('0')
      answer.slider = await page.locator('.frame:not([hidden])').count() === 1 && await page.locator('.frame').first().isVisible()
    }
    await page.close()
    await lens.close()
  }
  console.log(JSON.stringify(answer))
}
await browser.close()
