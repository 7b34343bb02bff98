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

// What is drawn, whatever a fraction of a pixel of scrolling makes of it.
const drawn = figure => figure.locator('.stage svg, .stage canvas').first().evaluate(stage => stage.toDataURL?.() ?? stage.outerHTML)

const picture = figure => figure.locator('.stage svg, .stage canvas').first().screenshot()

for (const file of files) {
  const answer = { console: [], requests: [], figures: 0, told: [], zoomed: 0, wheeled: 0, switched: 0, curves: 0, led: null, sorted: false, printed: true, back: true, narrow: true, dark: true, barred: 0 }
  const page = await browser.newPage({ colorScheme: 'dark', viewport: { width: 1200, height: 900 } })
  const url = pathToFileURL(file).href
  page.on('console', message => { if (message.type() !== 'log') answer.console.push(message.text()) })
  page.on('pageerror', error => answer.console.push(String(error)))
  page.on('request', request => { if (request.url() !== url && !/^(data|blob):/.test(request.url())) answer.requests.push(request.url()) })
  await page.context().setOffline(true)
  await page.goto(url)
  // In the dark the page is dark, and ink is light on it.
  const lightness = (selector, property) => page.locator(selector).first().evaluate((element, name) =>
    getComputedStyle(element)[name].match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part) / 765, 0), property)
  answer.dark = await lightness('body', 'backgroundColor') < 0.2 && await lightness('svg .paper', 'fill') < 0.2 && await lightness('svg .ink', 'stroke') > 0.7
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

    // By wheel about the pointer, and back.
    const area = await figure.locator('.stage').boundingBox()
    await page.mouse.move(area.x + 0.3 * area.width, area.y + 0.3 * Math.min(area.height, 300))
    const still = await picture(figure)
    await page.mouse.wheel(0, -300)
    await page.waitForTimeout(50)
    const nearer = await picture(figure)
    await page.mouse.move(0, 0)
    await figure.locator('.stage').focus()
    await page.keyboard.press('0')
    await page.waitForTimeout(50)
    if (!nearer.equals(still)) answer.wheeled++

    for (const box of await figure.locator('.explorer input[type=checkbox]').all()) {
      answer.curves++
      const all = await drawn(figure)
      // By keyboard.
      await box.focus()
      await page.keyboard.press('Space')
      await page.waitForTimeout(50)
      const without = await drawn(figure)
      await page.keyboard.press('Space')
      await page.waitForTimeout(50)
      if (without !== all && await drawn(figure) === all) answer.switched++
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
  // What the policy of the page bars, whoever asks for it: a request, a picture from elsewhere, a script that is not ours.
  answer.barred = await narrow.evaluate(async () => {
    const heard = []
    document.addEventListener('securitypolicyviolation', event => heard.push(event.effectiveDirective))
    await fetch('https://elsewhere.example/').catch(() => {})
    await new Promise(done => { const image = new Image(); image.onerror = done; image.src = 'https://elsewhere.example/a.png' })
    document.head.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.ran = true' }))
    await new Promise(done => setTimeout(done, 50))
    return globalThis.ran ? 0 : new Set(heard).size
  })
  await narrow.close()
  console.log(JSON.stringify(answer))
}
await browser.close()
