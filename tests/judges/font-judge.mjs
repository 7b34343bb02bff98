// Draws figures with the fonts that the environment leaves; arguments: the browser, a configuration of fontconfig, then SVG files.
// One line per figure: the font that was used, how much it differs from what the layout counts on, texts that lie over each other, over the line of a frame or
// over an inset or a legend that is not theirs, insets and legends over each other, and texts that leave the drawing or their inset or legend.
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
    const boxOf = (element, cutAcross = 0, cutDown = 0) => {
      const b = element.getBoundingClientRect()
      return { element, left: b.left + cutAcross, right: b.right - cutAcross, top: b.top + cutDown, bottom: b.bottom - cutDown }
    }
    const svg = boxOf(document.querySelector('svg'))
    // Letters fill the middle of their line.
    const texts = [...document.querySelectorAll('svg text')].filter(t => t.textContent.trim()).map(t => {
      const b = t.getBoundingClientRect()
      return (t.getAttribute('transform') ?? '').includes('rotate') ? boxOf(t, 0.2 * b.width, 1) : boxOf(t, 1, 0.2 * b.height)
    })
    const words = text => text.element.textContent
    const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
    const isWithin = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom
    // Frames and bars of colours have a line around them; insets and legends lie on paper, and what is drawn next, up to a frame, is theirs.
    const children = [...document.querySelector('svg').children]
    const frames = children.filter(c => c.matches('rect.ink')).map(c => boxOf(c))
    const papers = children.filter(c => c.matches('rect.paper[fill-opacity]')).map(c => {
      const isInset = c.getAttribute('fill-opacity') === '0.9'
      const frame = children.findIndex((k, i) => i > children.indexOf(c) && k.matches('rect.ink'))
      const numbers = children.slice(frame + 1)
      const own = isInset ? numbers.slice(0, numbers.findIndex(k => !k.matches('text'))) : children.slice(children.indexOf(c), frame)
      return { ...boxOf(c), own: texts.filter(t => own.includes(t.element)), kind: isInset ? 'inset' : 'legend' }
    })
    const over = []
    texts.forEach((a, i) => texts.slice(i + 1).forEach(b => { if (overlap(a, b)) over.push([words(a), words(b)]) }))
    texts.forEach(t => frames.forEach(f => { if (overlap(t, f) && !isWithin(t, f)) over.push([words(t), 'a frame']) }))
    texts.forEach(t => papers.forEach(p => { if (overlap(t, p) && !p.own.includes(t)) over.push([words(t), `an ${p.kind}`]) }))
    papers.forEach((a, i) => papers.slice(i + 1).forEach(b => { if (overlap(a, b)) over.push([a.kind, b.kind]) }))
    // How much the letters are pressed or drawn apart to be as wide as the layout has them.
    const stretch = Math.max(0, ...[...document.querySelectorAll('svg text[textLength]')].map(t => {
      const laid = Number(t.getAttribute('textLength'))
      t.removeAttribute('textLength')
      return Math.abs(Math.log(t.getComputedTextLength() / laid))
    }))
    const strays = papers.flatMap(p => p.own.filter(t => !isWithin(t, p)))
    return { stretch, over, outside: [...texts.filter(t => !isWithin(t, svg)), ...strays].map(words), papers: papers.map(p => [p.kind, p.own.length]) }
  })
  const { root } = await session.send('DOM.getDocument')
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'svg text' })
  const used = nodeId ? (await session.send('CSS.getPlatformFontsForNode', { nodeId })).fonts : []
  console.log(JSON.stringify({ font: used[0]?.familyName ?? '', ...found }))
}
await browser.close()
