// Works with a report as a reader does: a figure is asked for, hovered, zoomed, its curves switched, a cell followed to its points, a table sorted.
// Arguments: the browser, then files. One line per page: what its console said, what it asked the network for, and what answered.
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const [executablePath, ...files] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })

// What a figure says somewhere: looks over a grid until something is told.
async function told(page, figure) {
  const stage = figure.locator('.stage')
  const note = figure.locator('.note')
  const box = await stage.boundingBox()
  for (let row = 1; row < 40; row++) {
    for (let column = 1; column < 40; column++) {
      await page.mouse.move(box.x + box.width * column / 40, box.y + box.height * row / 40)
      if (await note.isVisible()) return note.innerText()
    }
  }
  return ''
}

// The numbers at the axes; a canvas has none that could be read.
const ticks = async figure => (await figure.locator('.stage svg .role-axis-label text').allTextContents()).sort().join()

const picture = figure => figure.locator('.stage svg, .stage canvas').first().screenshot()

for (const file of files) {
  const answer = { console: [], requests: [], figures: 0, told: [], zoomed: 0, switched: 0, curves: 0, led: null, sorted: false, printed: true, back: true, narrow: true }
  const page = await browser.newPage({ colorScheme: 'dark', viewport: { width: 1200, height: 900 } })
  const url = pathToFileURL(file).href
  page.on('console', message => { if (message.type() !== 'log') answer.console.push(message.text()) })
  page.on('pageerror', error => answer.console.push(String(error)))
  page.on('request', request => { if (request.url() !== url && !/^(data|blob):/.test(request.url())) answer.requests.push(request.url()) })
  await page.goto(url)
  for (const figure of await page.locator('figure:has(.explore)').all()) {
    answer.figures++
    // By keyboard, as by a click.
    await figure.locator('.explore').focus()
    await page.keyboard.press('Enter')
    await figure.locator('.stage svg, .stage canvas').first().waitFor()
    await figure.locator('.stage').scrollIntoViewIfNeeded()
    if (process.env.PICTURES) await figure.screenshot({ path: `${process.env.PICTURES}/${await figure.getAttribute('id')}.png` })
    answer.told.push(await told(page, figure))
    await page.mouse.move(0, 0)

    const [before, numbers] = [await picture(figure), await ticks(figure)]
    await figure.locator('.stage').focus()
    for (const key of ['+', 'ArrowLeft', 'ArrowUp']) await page.keyboard.press(key)
    await page.waitForTimeout(50)
    const [zoomed, others] = [await picture(figure), await ticks(figure)]
    await page.keyboard.press('0')
    await page.waitForTimeout(50)
    if (!before.equals(zoomed) && (numbers === '' || others !== numbers) && await ticks(figure) === numbers) answer.zoomed++

    const box = figure.locator('.explorer input[type=checkbox]').first()
    if (await box.count()) {
      answer.curves++
      await box.uncheck()
      await page.waitForTimeout(50)
      const without = await picture(figure)
      await box.check()
      await page.waitForTimeout(50)
      if (!without.equals(await picture(figure))) answer.switched++
    }
    const drawing = figure.locator('.drawing')
    await page.emulateMedia({ media: 'print' })
    answer.printed &&= await drawing.isVisible() && !await figure.locator('.stage').isVisible()
    await page.emulateMedia({ media: 'screen' })
    await figure.locator('.explore').click()
    answer.back &&= await drawing.isVisible() && !await figure.locator('.stage').isVisible()
  }
  // From a cell of a heat map to its points.
  for (const figure of await page.locator('figure:has(script.view)').all()) {
    const { cells } = JSON.parse(await figure.locator('script.view').textContent()).usermeta
    if (!cells.length) continue
    await figure.locator('.explore').click()
    const cell = figure.locator('.stage svg .mark-rect path').first()
    await cell.waitFor()
    await cell.click()
    answer.led = await page.locator('#points .state').innerText()
    answer.ledRows = await page.locator('#points tbody tr').count()
    break
  }
  const head = page.locator('#points th button').nth(1)
  await head.click()
  const rising = await page.locator('#points tbody tr td:nth-child(2)').allInnerTexts()
  await head.click()
  const falling = await page.locator('#points tbody tr td:nth-child(2)').allInnerTexts()
  answer.sorted = rising.every((v, i) => i === 0 || Number(rising[i - 1]) <= Number(v)) && falling.every((v, i) => i === 0 || Number(falling[i - 1]) >= Number(v))
  await page.close()

  const narrow = await browser.newPage({ viewport: { width: 600, height: 900 } })
  await narrow.goto(url)
  if (await narrow.locator('.explore').count()) {
    await narrow.locator('.explore').first().click()
    await narrow.locator('.stage svg, .stage canvas').first().waitFor()
    if (process.env.PICTURES) await narrow.screenshot({ path: `${process.env.PICTURES}/narrow.png` })
  }
  answer.narrow = await narrow.evaluate(() => document.documentElement.scrollWidth <= 600)
  await narrow.close()
  console.log(JSON.stringify(answer))
}
await browser.close()
