// Draws figures with the fonts that the environment leaves; arguments: the browser, a configuration of fontconfig, then SVG files.
// One line per figure: the font that was used, how much it differs from what the layout counts on, texts that lie over each other, and texts that leave the drawing.
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [executablePath, fonts, ...files] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], env: { ...process.env, FONTCONFIG_FILE: fonts } })
const page = await browser.newPage({ viewport: { width: 1200, height: 1600 }, deviceScaleFactor: 2 })
const session = await page.context().newCDPSession(page)
await session.send('DOM.enable')
await session.send('CSS.enable')
for (const file of files) {
  await page.setContent(`<body style="margin:0">${readFileSync(file, 'utf8').replace('<svg ', '<svg style="width:1000px;height:auto" ')}</body>`)
  const found = await page.evaluate(() => {
    const svg = document.querySelector('svg').getBoundingClientRect()
    // Letters fill the middle of their line.
    const texts = [...document.querySelectorAll('svg text')].filter(t => t.textContent.trim()).map(t => {
      const b = t.getBoundingClientRect()
      const isUpwards = (t.getAttribute('transform') ?? '').includes('rotate')
      const cut = 0.2 * (isUpwards ? b.width : b.height)
      return { words: t.textContent, left: b.left + (isUpwards ? cut : 1), right: b.right - (isUpwards ? cut : 1), top: b.top + (isUpwards ? 1 : cut), bottom: b.bottom - (isUpwards ? 1 : cut) }
    })
    const over = []
    texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
      if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) over.push([a.words, b.words])
    }))
    // How much the letters are pressed or drawn apart to be as wide as the layout has them.
    const stretch = Math.max(0, ...[...document.querySelectorAll('svg text[textLength]')].map(t => {
      const laid = Number(t.getAttribute('textLength'))
      t.removeAttribute('textLength')
      return Math.abs(Math.log(t.getComputedTextLength() / laid))
    }))
    return { stretch, over, outside: texts.filter(t => t.left < svg.left || t.right > svg.right || t.top < svg.top || t.bottom > svg.bottom).map(t => t.words) }
  })
  const { root } = await session.send('DOM.getDocument')
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'svg text' })
  const used = nodeId ? (await session.send('CSS.getPlatformFontsForNode', { nodeId })).fonts : []
  console.log(JSON.stringify({ font: used[0]?.familyName ?? '', ...found }))
}
await browser.close()
